import type { Profile } from '@laneway/contracts';
import type { GatewayConfig } from '@laneway/core';

import { Lots } from './lots.ts';
import type { Kind } from './random-config.ts';
import { changedConfig, randomConfig, randomProfiles } from './random-config.ts';

/** A request to come. Times are milliseconds from the beginning. */
export interface Arrival {
  readonly atMs: number;
  readonly id: string;
  /** Name of a lane, or of none. */
  readonly key: string;
  readonly profile: string | undefined;
  readonly path: string;
  readonly bytes: number;
  /** `undefined`: as the queue says. */
  readonly ttlMs: number | undefined;
  /** To the first byte; `undefined`: as the facade says. */
  readonly timeoutMs: number | undefined;
  /** How long after its arrival the client leaves, if it does. */
  readonly patienceMs: number | undefined;
}

/** What backends are like. Shares are of attempts. */
export interface Weather {
  readonly fastestMs: number;
  readonly slowestMs: number;
  readonly throttled: number;
  readonly failing: number;
  readonly silent: number;
  readonly refusing: number;
  readonly breaking: number;
}

/** All that happens in one simulation, drawn from its seed. */
export interface Scenario {
  readonly seed: number;
  readonly config: GatewayConfig;
  readonly profiles: readonly Profile[];
  readonly arrivals: readonly Arrival[];
  readonly changes: readonly { readonly atMs: number; readonly config: GatewayConfig }[];
  /** Times at which a probe finds an endpoint healthy or not. */
  readonly probes: readonly { readonly atMs: number; readonly endpoint: string; readonly healthy: boolean }[];
  readonly weather: Weather;
  /** Given on to whatever is decided later. */
  readonly lots: Lots;
}

/** The scenario of a seed. */
export function scenarioOf(seed: number): Scenario {
  const lots = new Lots(seed);
  const kind = lots.pick<Kind>(['metered', 'repeating', 'repeating']);
  const config = randomConfig(kind, lots);
  const profiles = randomProfiles(lots);
  const lengthMs = lots.int(1_000, 8_000);
  return {
    seed,
    config,
    profiles,
    arrivals: randomArrivals(lots, profiles, lengthMs),
    changes: randomChanges(lots, lengthMs, (latest) => changedConfig(latest ?? config, kind, lots)),
    probes: randomProbes(lots, lengthMs),
    weather: randomWeather(lots),
    lots,
  };
}

function randomArrivals(lots: Lots, profiles: readonly Profile[], lengthMs: number): Arrival[] {
  const callers = [undefined, ...profiles.map(({ id }) => id)];
  const busiest = lots.pick(callers);
  const arrivals = Array.from({ length: lots.int(20, 90) }, (_, index) => ({
    // A burst now and then.
    atMs: lots.chance(0.3) ? lots.pick([0, 500, 1_000]) : lots.int(0, lengthMs),
    id: `request-${index}`,
    key: lots.pick(['gold', 'silver', 'bronze', 'iron', 'nonsense']),
    profile: lots.chance(0.4) ? busiest : lots.pick(callers),
    path: lots.pick(['/any/path', '/some/path']),
    bytes: lots.pick([0, 0, 100, 4_000]),
    ttlMs: lots.maybe(0.4, () => lots.int(0, 5_000)),
    timeoutMs: lots.maybe(0.2, () => lots.int(1, 2_000)),
    patienceMs: lots.maybe(0.15, () => lots.int(0, 3_000)),
  }));
  return arrivals.sort((a, b) => a.atMs - b.atMs);
}

function randomChanges(
  lots: Lots,
  lengthMs: number,
  change: (latest: GatewayConfig | undefined) => GatewayConfig,
): Scenario['changes'] {
  const times = Array.from({ length: lots.pick([0, 0, 1, 3]) }, () => lots.int(0, lengthMs));
  let latest: GatewayConfig | undefined;
  return times
    .sort((a, b) => a - b)
    .map((atMs) => {
      latest = change(latest);
      return { atMs, config: latest };
    });
}

function randomProbes(lots: Lots, lengthMs: number): Scenario['probes'] {
  return Array.from({ length: lots.int(0, 8) }, () => ({
    atMs: lots.int(0, lengthMs),
    endpoint: lots.pick(['a', 'b', 'c', 'd']),
    healthy: lots.chance(0.6),
  }));
}

function randomWeather(lots: Lots): Weather {
  const fine = lots.chance(0.3);
  const share = (most: number) => (fine || lots.chance(0.4) ? 0 : lots.int(1, 100) * (most / 100));
  const fastestMs = lots.int(1, 100);
  return {
    fastestMs,
    slowestMs: fastestMs + lots.int(0, 600),
    throttled: share(0.3),
    failing: share(0.4),
    silent: share(0.1),
    refusing: share(0.1),
    breaking: share(0.1),
  };
}
