import type { Profile } from '@laneway/contracts';
import type {
  EndpointConfig,
  FacadeConfig,
  GatewayConfig,
  LaneConfig,
  QueueConfig,
  SelectorConfig,
  TierConfig,
} from '@laneway/core';
import {
  aFacadeConfig,
  aGatewayConfig,
  aLaneConfig,
  anEndpointConfig,
  aQueueConfig,
  aSelectorConfig,
  aUse,
} from '@laneway/core/testing';
import { aProfile } from '@laneway/testkit';

import { namedByHeader } from '@laneway/core/testing';
import type { Lots } from './lots.ts';

const laneNames = ['gold', 'silver', 'bronze', 'iron'];
const endpointNames = ['a', 'b', 'c', 'd'];
const kinds = ['ptu', 'payg'];
/** Shares that come to whole or broken numbers of slots, but never to almost whole ones. */
const shares = [0, 0, 0.2, 0.25, 0.5];

/** Callers: some with a tier, some with a weight, some with a quota. */
export function randomProfiles(lots: Lots): Profile[] {
  return Array.from({ length: lots.int(1, 6) }, (_, index) =>
    aProfile({
      id: `caller-${index}`,
      weight: lots.pick([1, 1, 2, 0.5]),
      ...(lots.chance(0.6) ? { tier: lots.pick(laneNames) } : {}),
      ...(lots.chance(0.2) ? { quota: { rpm: lots.int(30, 600), concurrency: lots.int(2, 8) } } : {}),
    }),
  );
}

/**
 * Whether endpoints have quotas, or requests are tried again at the same endpoint. Not both in one simulation: whether a
 * quota has room for another try depends on how it is smoothed, and that is nothing to foretell.
 */
export type Kind = 'metered' | 'repeating';

/** A config that can serve: some lanes, some endpoints, every tier with a route. */
export function randomConfig(kind: Kind, lots: Lots): GatewayConfig {
  const endpoints = lots.some(endpointNames).map((name) => randomEndpoint(name, kind, lots));
  const lanes = lots.some(laneNames).map((name) => randomLane(name, lots));
  return aGatewayConfig({
    lanes,
    endpoints,
    queue: randomQueue(lots),
    tiers: Object.fromEntries(laneNames.map((name) => [name, randomTier(lots, lanes)])),
    facades: randomFacades(kind, endpoints, lots),
    profiles: namedByHeader,
  });
}

/** The config as somebody may have changed it: some of it as before, some drawn anew. */
export function changedConfig(config: GatewayConfig, kind: Kind, lots: Lots): GatewayConfig {
  const other = randomConfig(kind, lots);
  const known = new Map(config.endpoints.map((endpoint) => [endpoint.name, endpoint]));
  const endpoints = other.endpoints.map((endpoint) =>
    lots.chance(0.6) ? (known.get(endpoint.name) ?? endpoint) : endpoint,
  );
  const lanes = lots.chance(0.5) ? config.lanes : other.lanes;
  return aGatewayConfig({
    ...other,
    endpoints,
    lanes,
    tiers: Object.fromEntries(laneNames.map((name) => [name, randomTier(lots, lanes)])),
    queue: lots.chance(0.5) ? config.queue : other.queue,
    priority: aGatewayConfig({ lanes }).priority,
  });
}

function randomLane(name: string, lots: Lots): LaneConfig {
  return aLaneConfig({
    name,
    reserve: lots.pick(shares),
    weight: lots.int(1, 4),
    maxWaitMs: lots.maybe(0.4, () => lots.int(50, 3_000)),
    capacity: lots.maybe(0.2, () => lots.int(1, 10)),
  });
}

function randomEndpoint(name: string, kind: Kind, lots: Lots): EndpointConfig {
  const metered = kind === 'metered' ? 0.4 : 0;
  return anEndpointConfig({
    name,
    labels: { kind: lots.pick(kinds) },
    slots: lots.int(1, 6),
    headroom: lots.chance(0.4) ? 'auto' : 'off',
    group: lots.int(1, 2),
    connector: aUse(lots.chance(0.2) ? 'probed' : 'simulated'),
    quota: {
      tpm: lots.maybe(metered, () => lots.int(4_000, 100_000)),
      rpm: lots.maybe(metered, () => lots.int(20, 600)),
    },
  });
}

function randomQueue(lots: Lots): QueueConfig {
  return aQueueConfig({
    policy: aUse(lots.chance(0.8) ? 'strict' : 'weighted-fair'),
    capacity: lots.pick([4, 12, 1_000]),
    ttlMs: lots.int(500, 20_000),
    fairness: lots.pick(['tokens', 'tokens', 'requests', 'none']),
    earlyReject: lots.chance(0.1),
  });
}

function randomTier(lots: Lots, lanes: readonly LaneConfig[]): TierConfig {
  const route = Array.from({ length: lots.int(0, 3) }, () => randomSelector(lots));
  return { lane: lots.pick(lanes).name, route };
}

function randomSelector(lots: Lots): SelectorConfig {
  return aSelectorConfig({
    labels: lots.chance(0.3) ? {} : { kind: lots.pick(kinds) },
    afterMs: lots.pick([0, 0, 0, 100, 700]),
    idle: lots.pick(shares),
  });
}

/** One facade for everything, or one more for paths of its own. */
function randomFacades(kind: Kind, endpoints: readonly EndpointConfig[], lots: Lots): FacadeConfig[] {
  const names = endpoints.map(({ name }) => name);
  const all = randomFacade({ name: 'all', endpoints: names, paths: [] }, kind, lots);
  if (lots.chance(0.5)) return [all];
  return [randomFacade({ name: 'some', endpoints: lots.some(names), paths: ['/some/*'] }, kind, lots), all];
}

function randomFacade(
  { name, endpoints, paths }: { name: string; endpoints: readonly string[]; paths: readonly string[] },
  kind: Kind,
  lots: Lots,
): FacadeConfig {
  return aFacadeConfig({
    name,
    endpoints,
    match: { paths, models: [], hosts: [] },
    balancer: aUse(lots.pick(['first', 'least-connections', 'round-robin'])),
    failover: {
      attempts: lots.int(1, 4),
      retries: kind === 'repeating' ? lots.int(0, 1) : 0,
      timeoutMs: lots.int(100, 3_000),
      on: [408, 429, 500, 502, 503, 504],
      budget: lots.pick([0.2, 1]),
      breaker: { failures: lots.int(1, 5), windowMs: lots.int(200, 3_000), openMs: lots.int(100, 2_000) },
    },
  });
}
