import type { Profile } from '@laneway/contracts';
import type { GatewayConfig } from '@laneway/core';

import { SeededRandom } from '../seeded-random.ts';
import type { ConfigKind } from './random-config.ts';
import { changedConfig, randomConfig, randomProfiles } from './random-config.ts';

/** A request of a scenario. Times are in milliseconds, `atMs` since the scenario began. */
export interface Arrival {
  readonly atMs: number;
  readonly id: string;
  /** Priority key: the name of a lane, or one that no lane has. */
  readonly key: string;
  readonly profile: string | undefined;
  readonly path: string;
  readonly bytes: number;
  /** Time until the deadline; `undefined` for the default of the queue. */
  readonly ttlMs: number | undefined;
  /** Limit for the first byte; `undefined` for that of the facade. */
  readonly timeoutMs: number | undefined;
  /** How long after its arrival the client leaves; `undefined` if it stays. */
  readonly leavesAfterMs: number | undefined;
}

/** How long backends take, and which shares (0 to 1) of attempts they do not answer with a 200. */
export interface FailureMix {
  /** Range of the time to the first byte, in milliseconds. */
  readonly fastestMs: number;
  readonly slowestMs: number;
  readonly throttled: number;
  readonly failing: number;
  /** Never answered. */
  readonly silent: number;
  /** Answered with a 400. */
  readonly declining: number;
  /** Broken off in the middle of the answer. */
  readonly breaking: number;
}

/** Everything that happens in one simulation, drawn from its seed. */
export interface Scenario {
  readonly seed: number;
  readonly config: GatewayConfig;
  readonly profiles: readonly Profile[];
  readonly arrivals: readonly Arrival[];
  readonly changes: readonly { readonly atMs: number; readonly config: GatewayConfig }[];
  /** Results of probes. */
  readonly probes: readonly { readonly atMs: number; readonly endpoint: string; readonly healthy: boolean }[];
  readonly failureMix: FailureMix;
  /** For what is drawn while the simulation runs. */
  readonly random: SeededRandom;
}

/** The scenario of a seed. */
export function scenarioOf(seed: number): Scenario {
  const random = new SeededRandom(seed);
  const kind = random.pick<ConfigKind>(['metered', 'repeating', 'repeating']);
  const config = randomConfig(kind, random);
  const profiles = randomProfiles(random);
  const lengthMs = random.int(1_000, 8_000);
  return {
    seed,
    config,
    profiles,
    arrivals: randomArrivals(random, profiles, lengthMs),
    changes: randomChanges(random, lengthMs, (latest) => changedConfig(latest ?? config, kind, random)),
    probes: randomProbes(random, lengthMs),
    failureMix: randomFailureMix(random),
    random,
  };
}

function randomArrivals(random: SeededRandom, profiles: readonly Profile[], lengthMs: number): Arrival[] {
  const callers = [undefined, ...profiles.map(({ id }) => id)];
  const busiest = random.pick(callers);
  const arrivals = Array.from({ length: random.int(20, 90) }, (_, index) => ({
    // Three in ten requests arrive in one of three bursts.
    atMs: random.chance(0.3) ? random.pick([0, 500, 1_000]) : random.int(0, lengthMs),
    id: `request-${index}`,
    key: random.pick(['gold', 'silver', 'bronze', 'iron', 'nonsense']),
    profile: random.chance(0.4) ? busiest : random.pick(callers),
    path: random.pick(['/any/path', '/some/path']),
    bytes: random.pick([0, 0, 100, 4_000]),
    ttlMs: random.maybe(0.4, () => random.int(0, 5_000)),
    timeoutMs: random.maybe(0.2, () => random.int(1, 2_000)),
    leavesAfterMs: random.maybe(0.15, () => random.int(0, 3_000)),
  }));
  return arrivals.sort((a, b) => a.atMs - b.atMs);
}

function randomChanges(
  random: SeededRandom,
  lengthMs: number,
  change: (latest: GatewayConfig | undefined) => GatewayConfig,
): Scenario['changes'] {
  const times = Array.from({ length: random.pick([0, 0, 1, 3]) }, () => random.int(0, lengthMs));
  let latest: GatewayConfig | undefined;
  return times
    .sort((a, b) => a - b)
    .map((atMs) => {
      latest = change(latest);
      return { atMs, config: latest };
    });
}

function randomProbes(random: SeededRandom, lengthMs: number): Scenario['probes'] {
  return Array.from({ length: random.int(0, 8) }, () => ({
    atMs: random.int(0, lengthMs),
    endpoint: random.pick(['a', 'b', 'c', 'd']),
    healthy: random.chance(0.6),
  }));
}

function randomFailureMix(random: SeededRandom): FailureMix {
  const fine = random.chance(0.3);
  const share = (most: number) => (fine || random.chance(0.4) ? 0 : random.int(1, 100) * (most / 100));
  const fastestMs = random.int(1, 100);
  return {
    fastestMs,
    slowestMs: fastestMs + random.int(0, 600),
    throttled: share(0.3),
    failing: share(0.4),
    silent: share(0.1),
    declining: share(0.1),
    breaking: share(0.1),
  };
}
