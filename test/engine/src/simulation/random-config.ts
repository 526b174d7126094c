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
  namedByHeader,
} from '@laneway/core/testing';
import { aProfile } from '@laneway/testkit';

import type { SeededRandom } from '../seeded-random.ts';

const laneNames = ['gold', 'silver', 'bronze', 'iron'];
const endpointNames = ['a', 'b', 'c', 'd'];
const kinds = ['ptu', 'payg'];
/** Shares that give whole or clearly fractional numbers of slots, so that rounding is not in doubt. */
const shares = [0, 0, 0.2, 0.25, 0.5];

/** Profiles: some with a tier, some with a weight, some with a quota. */
export function randomProfiles(random: SeededRandom): Profile[] {
  return Array.from({ length: random.int(1, 6) }, (_, index) =>
    aProfile({
      id: `caller-${index}`,
      weight: random.pick([1, 1, 2, 0.5]),
      ...(random.chance(0.6) ? { tier: random.pick(laneNames) } : {}),
      ...(random.chance(0.2) ? { quota: { rpm: random.int(30, 600), concurrency: random.int(2, 8) } } : {}),
    }),
  );
}

/**
 * Whether endpoints have quotas, or failed requests are tried again at the same endpoint. Never both: whether a quota has
 * room for another try depends on how the engine smooths it, which is not modelled.
 */
export type ConfigKind = 'metered' | 'repeating';

/** A valid config: some lanes, some endpoints, a tier for every name of a lane. */
export function randomConfig(kind: ConfigKind, random: SeededRandom): GatewayConfig {
  const endpoints = random.some(endpointNames).map((name) => randomEndpoint(name, kind, random));
  const lanes = random.some(laneNames).map((name) => randomLane(name, random));
  return aGatewayConfig({
    lanes,
    endpoints,
    queue: randomQueue(random),
    tiers: Object.fromEntries(laneNames.map((name) => [name, randomTier(random, lanes)])),
    facades: randomFacades(kind, endpoints, random),
    profiles: namedByHeader,
  });
}

/** A changed config: part of it as before, the rest drawn again. */
export function changedConfig(config: GatewayConfig, kind: ConfigKind, random: SeededRandom): GatewayConfig {
  const other = randomConfig(kind, random);
  const known = new Map(config.endpoints.map((endpoint) => [endpoint.name, endpoint]));
  const endpoints = other.endpoints.map((endpoint) =>
    random.chance(0.6) ? (known.get(endpoint.name) ?? endpoint) : endpoint,
  );
  const lanes = random.chance(0.5) ? config.lanes : other.lanes;
  return aGatewayConfig({
    ...other,
    endpoints,
    lanes,
    tiers: Object.fromEntries(laneNames.map((name) => [name, randomTier(random, lanes)])),
    queue: random.chance(0.5) ? config.queue : other.queue,
    priority: aGatewayConfig({ lanes }).priority,
  });
}

function randomLane(name: string, random: SeededRandom): LaneConfig {
  return aLaneConfig({
    name,
    reserve: random.pick(shares),
    weight: random.int(1, 4),
    maxWaitMs: random.maybe(0.4, () => random.int(50, 3_000)),
    capacity: random.maybe(0.2, () => random.int(1, 10)),
  });
}

function randomEndpoint(name: string, kind: ConfigKind, random: SeededRandom): EndpointConfig {
  const metered = kind === 'metered' ? 0.4 : 0;
  return anEndpointConfig({
    name,
    labels: { kind: random.pick(kinds) },
    slots: random.int(1, 6),
    headroom: random.chance(0.4) ? 'auto' : 'off',
    group: random.int(1, 2),
    connector: aUse(random.chance(0.2) ? 'probed' : 'simulated'),
    quota: {
      tpm: random.maybe(metered, () => random.int(4_000, 100_000)),
      rpm: random.maybe(metered, () => random.int(20, 600)),
    },
  });
}

function randomQueue(random: SeededRandom): QueueConfig {
  return aQueueConfig({
    policy: aUse(random.chance(0.8) ? 'strict' : 'weighted-fair'),
    capacity: random.pick([4, 12, 1_000]),
    ttlMs: random.int(500, 20_000),
    fairness: random.pick(['tokens', 'tokens', 'requests', 'none']),
    earlyReject: random.chance(0.1),
  });
}

function randomTier(random: SeededRandom, lanes: readonly LaneConfig[]): TierConfig {
  const route = Array.from({ length: random.int(0, 3) }, () => randomSelector(random));
  return { lane: random.pick(lanes).name, route };
}

function randomSelector(random: SeededRandom): SelectorConfig {
  return aSelectorConfig({
    labels: random.chance(0.3) ? {} : { kind: random.pick(kinds) },
    afterMs: random.pick([0, 0, 0, 100, 700]),
    idle: random.pick(shares),
  });
}

/** One facade for all requests; in half of the configs, another one for some paths. */
function randomFacades(
  kind: ConfigKind,
  endpoints: readonly EndpointConfig[],
  random: SeededRandom,
): FacadeConfig[] {
  const names = endpoints.map(({ name }) => name);
  const all = randomFacade({ name: 'all', endpoints: names, paths: [] }, kind, random);
  if (random.chance(0.5)) return [all];
  return [
    randomFacade({ name: 'some', endpoints: random.some(names), paths: ['/some/*'] }, kind, random),
    all,
  ];
}

function randomFacade(
  { name, endpoints, paths }: { name: string; endpoints: readonly string[]; paths: readonly string[] },
  kind: ConfigKind,
  random: SeededRandom,
): FacadeConfig {
  return aFacadeConfig({
    name,
    endpoints,
    match: { paths, models: [], hosts: [] },
    balancer: aUse(random.pick(['first', 'least-connections', 'round-robin'])),
    failover: {
      attempts: random.int(1, 4),
      retries: kind === 'repeating' ? random.int(0, 1) : 0,
      timeoutMs: random.int(100, 3_000),
      on: [408, 429, 500, 502, 503, 504],
      budget: random.pick([0.2, 1]),
      breaker: {
        ...random.pick([
          { failures: random.int(1, 5) },
          { consecutive: random.int(1, 4), rate: random.pick([0.1, 0.3, 0.5]), samples: random.int(3, 8) },
        ]),
        windowMs: random.int(200, 3_000),
        openMs: random.int(100, 2_000),
      },
    },
  });
}
