import type { EndpointSnapshot, LaneSnapshot } from '@laneway/core';

import { endpointCondition } from './endpoint-condition.ts';
import type { Glance } from './glance.ts';
import { shortDuration } from './short-duration.ts';

/** A glance in one line, for logs and pipes: `12:00:01  gold 0 waiting 3 running, ...  |  east-ptu 3/4 ok, ...`. */
export function glanceLine({ atMs, state }: Glance): string {
  const time = new Date(atMs).toISOString().slice(11, 19);
  const lanes = state.lanes.map(laneWords).join(', ');
  const endpoints = state.endpoints.map((endpoint) => endpointWords(endpoint, atMs)).join(', ');
  return `${time}  ${lanes}  |  ${endpoints}`;
}

function laneWords({ name, depth, oldestWaitMs, running }: LaneSnapshot): string {
  const oldest = depth === 0 ? '' : ` (oldest ${shortDuration(oldestWaitMs)})`;
  return `${name} ${depth} waiting${oldest} ${running} running`;
}

function endpointWords(endpoint: EndpointSnapshot, nowMs: number): string {
  return `${endpoint.name} ${endpoint.inFlight}/${endpoint.slots} ${endpointCondition(endpoint, nowMs).words}`;
}
