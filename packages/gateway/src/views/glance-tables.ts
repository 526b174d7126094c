import type { EndpointSnapshot, LaneSnapshot } from '@laneway/core';
import type { styleText } from 'node:util';

import type { TierSnapshot } from '../running/tier-tally.ts';
import { endpointCondition } from './endpoint-condition.ts';
import type { Glance } from './glance.ts';
import { shortDuration, table } from './table.ts';

/** Colours a text, like Node's `styleText`, or leaves it as it is. */
export type Paint = (format: Parameters<typeof styleText>[0], text: string) => string;

/** A glance as lines for the terminal: lanes, endpoints, tiers. */
export function glanceTables({ atMs, state, tiers }: Glance, paint: Paint): string[] {
  const { lanes, endpoints } = state;
  const heading = (...names: string[]) => names.map((name) => paint('dim', name));
  return [
    ...table([
      heading('LANE', 'WAITING', 'OLDEST', 'RUNNING', 'A SECOND', 'DISPATCHED', 'EVICTED'),
      ...lanes.map((lane) => laneRow(lane, paint)),
    ]),
    '',
    ...table([
      heading('ENDPOINT', 'LABELS', 'GROUP', 'SLOTS', '', 'FIRST BYTE', 'ATTEMPTS', 'FAILED', '429', 'STATE'),
      ...endpoints.map((endpoint) => endpointRow(endpoint, atMs, paint)),
    ]),
    ...(tiers.length === 0 ? [] : ['', ...tierTable(tiers, heading)]),
  ];
}

function laneRow(lane: LaneSnapshot, paint: Paint): (string | number)[] {
  const { name, depth, oldestWaitMs, running, drainRate, dispatchedTotal, evictedTotal } = lane;
  const waiting = depth === 0 ? '0' : paint('yellow', String(depth));
  const oldest = depth === 0 ? '-' : shortDuration(oldestWaitMs);
  return [name, waiting, oldest, running, drainRate.toFixed(1), dispatchedTotal, evictedTotal];
}

const colours = { good: 'green', busy: 'yellow', bad: 'red' } as const;

function endpointRow(endpoint: EndpointSnapshot, nowMs: number, paint: Paint): (string | number)[] {
  const { name, labels, group, slots, inFlight, firstByteMs, attemptsTotal, failuresTotal, throttledTotal } =
    endpoint;
  const { kind, words } = endpointCondition(endpoint, nowMs);
  return [
    name,
    labelText(labels),
    group,
    bar(inFlight / slots),
    `${inFlight}/${slots}`,
    firstByteMs === 0 ? '-' : shortDuration(firstByteMs),
    attemptsTotal,
    failuresTotal,
    throttledTotal,
    paint(colours[kind], words),
  ];
}

function tierTable(tiers: readonly TierSnapshot[], heading: (...names: string[]) => string[]): string[] {
  return table([
    heading('TIER', 'SERVED', 'SPILLED', 'MEAN WAIT', 'TOKENS', 'UNSERVED', 'CANCELLED'),
    ...tiers.map(({ tier, served, spilled, waitedMs, tokens, unserved, cancelled }) => {
      const share = served === 0 ? '-' : `${spilled} (${Math.round((100 * spilled) / served)} %)`;
      return [tier, served, share, shortDuration(waitedMs), tokens, unserved, cancelled];
    }),
  ]);
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

const barLength = 10;

function bar(share: number): string {
  const filled = Math.min(barLength, Math.ceil(share * barLength));
  return `${'█'.repeat(filled)}${'░'.repeat(barLength - filled)}`;
}
