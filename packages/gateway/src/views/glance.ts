import type { EndpointSnapshot, LaneSnapshot, StateSnapshot } from '@laneway/core';

import type { AdminClient } from '../admin/admin-client.ts';
import { CommandFailure } from '../process/command-failure.ts';
import { endpointCondition } from './endpoint-condition.ts';
import { shortDuration } from './table.ts';
import type { TierSnapshot } from '../running/tier-tally.ts';

/** The state of a gateway at one time. */
export interface Glance {
  /** Wall clock, milliseconds. */
  readonly atMs: number;
  readonly state: StateSnapshot;
  readonly tiers: readonly TierSnapshot[];
}

/** Reads the state of a gateway from its admin API. */
export async function glance(client: AdminClient): Promise<Glance> {
  const [state, tiers] = await Promise.all([
    client.get<StateSnapshot>('/state'),
    client.get<readonly TierSnapshot[]>('/tiers'),
  ]);
  if (state === undefined)
    throw new CommandFailure('The server that answered is not the admin listener of a gateway.');
  return { atMs: Date.now(), state, tiers: tiers ?? [] };
}

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
