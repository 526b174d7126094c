import type { Decision, EndpointSnapshot, LaneSnapshot } from '@laneway/core';

import type { Glance } from './glance.ts';

/** An endpoint in good health with nothing to do. */
export function anEndpointSnapshot(overrides: Partial<EndpointSnapshot> = {}): EndpointSnapshot {
  return {
    name: 'east-ptu',
    origin: 'https://east.example',
    labels: { capacity: 'ptu' },
    group: 1,
    slots: 10,
    inFlight: 0,
    throttledUntilMs: undefined,
    breaker: 'closed',
    probe: undefined,
    firstByteMs: 0,
    tokensLeft: undefined,
    requestsLeft: undefined,
    attemptsTotal: 0,
    failuresTotal: 0,
    throttledTotal: 0,
    ...overrides,
  };
}

/** A lane without requests. */
export function aLaneSnapshot(overrides: Partial<LaneSnapshot> = {}): LaneSnapshot {
  return {
    name: 'gold',
    rank: 0,
    depth: 0,
    oldestWaitMs: 0,
    running: 0,
    dispatchedTotal: 0,
    evictedTotal: 0,
    drainRate: 0,
    predictedWaitMs: undefined,
    ...overrides,
  };
}

/** A gateway at noon. */
export function aGlance(
  lanes: readonly LaneSnapshot[],
  endpoints: readonly EndpointSnapshot[],
  tiers: Glance['tiers'] = [],
): Glance {
  const counts = { exchanges: 0, waiting: 0, running: 0 };
  const state = { generation: 1, draining: false, ...counts, lanes, endpoints, pools: [], facades: [] };
  return { atMs: Date.UTC(2026, 0, 1, 12), state, tiers };
}

/** The record of a request that was served at once. */
export function aDecision(overrides: Partial<Decision> = {}): Decision {
  return {
    requestId: 'request-1',
    receivedAtMs: 1_000,
    profile: 'alice',
    tier: 'gold',
    lane: 'gold',
    laneReason: 'tier',
    facade: 'chat',
    model: 'gpt-4o',
    cost: 120,
    deadlineAtMs: undefined,
    aheadOnArrival: undefined,
    predictedWaitMs: undefined,
    looks: [],
    attempts: [],
    spilled: false,
    outcome: 'served',
    error: undefined,
    status: 200,
    waitedMs: 0,
    firstByteMs: 300,
    durationMs: 900,
    ...overrides,
  };
}
