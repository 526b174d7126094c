import { aLaneConfig, anEndpointConfig } from '@laneway/core/testing';

import type { Figures } from './figures.ts';
import { quantile, totalMs, waitMs } from './figures.ts';
import { ScenarioRun } from './scenario-run.ts';
import { SeededRandom } from '../seeded-random.ts';

const durationMs = 60_000;
const slots = 20;
/** An answer takes one second on average, so the slots serve 20 calls a second. The lanes together send three times that. */
const perSecond = { gold: 4, silver: 16, bronze: 40 };
const windowMs = 10_000;

/** A configuration of the lanes. */
interface Case {
  readonly lanes: readonly (keyof typeof perSecond)[];
  /** Reserve of gold, 0 to 1. */
  readonly reserve: number;
  /** `maxWait` of bronze, in milliseconds. */
  readonly maxWaitMs: number | undefined;
}

const cases: Readonly<Record<string, Case>> = {
  'gold alone': { lanes: ['gold'], reserve: 0.4, maxWaitMs: undefined },
  'gold reserve 40%, bronze maxWait 5s': {
    lanes: ['gold', 'silver', 'bronze'],
    reserve: 0.4,
    maxWaitMs: 5_000,
  },
  'no reserve, no maxWait': { lanes: ['gold', 'silver', 'bronze'], reserve: 0, maxWaitMs: undefined },
};

/** For a minute, three times the load that the slots can serve. What does gold notice of it, and what is left for bronze? */
export async function overload(seed = 1): Promise<Figures> {
  const figures: Record<string, Record<string, number>> = {};
  for (const [name, each] of Object.entries(cases)) figures[name] = await runCase(each, seed);
  return figures;
}

async function runCase({ lanes, reserve, maxWaitMs }: Case, seed: number): Promise<Record<string, number>> {
  const run = await ScenarioRun.start({
    config: {
      endpoints: [anEndpointConfig({ slots })],
      lanes: [
        aLaneConfig({ name: 'gold', reserve }),
        aLaneConfig({ name: 'silver' }),
        aLaneConfig({ name: 'bronze', maxWaitMs }),
      ],
    },
  });
  let passedOver = 0;
  run.onStart = ({ lane }) => {
    if (lane !== 'gold' && run.waitingIn('gold') > 0) passedOver += 1;
  };
  for (const lane of lanes) {
    // Each lane has its own random numbers, so that gold sends the same calls at the same moments in every case.
    const random = new SeededRandom(seed * 1_000 + perSecond[lane]);
    run.stream(
      durationMs,
      () => random.gapMs(perSecond[lane]),
      () => ({ lane, serviceMs: random.between(500, 1_500) }),
    );
  }
  run.advanceTo(durationMs);
  run.finish();
  const gold = run.calls.filter(({ lane }) => lane === 'gold');
  const waits = gold.map(waitMs).filter((wait) => !Number.isNaN(wait));
  return {
    'gold calls': gold.length,
    'gold p99 ms': Math.round(quantile(gold.map(totalMs), 0.99)),
    'gold wait p99 ms': Math.round(quantile(waits, 0.99)),
    'gold wait max ms': Math.round(quantile(waits, 1)),
    'gold not served': gold.filter(({ status }) => status !== 200).length,
    'slots past waiting gold': passedOver,
    'releases waited for': releasesWaitedFor(run),
    'bronze per s': servedPerSecond(run, 'bronze'),
    'bronze per s, worst 10 s': worstWindow(run, 'bronze'),
  };
}

/** The largest number of slots that were released while a gold call waited, without those for gold calls ahead of it. */
function releasesWaitedFor({ calls }: ScenarioRun): number {
  const releases = calls.flatMap(({ startedAtMs, endedAtMs }) =>
    startedAtMs === undefined || endedAtMs === undefined ? [] : [endedAtMs],
  );
  const gold = calls.filter(({ lane, startedAtMs }) => lane === 'gold' && startedAtMs !== undefined);
  const waitedFor = gold.map(({ sentAtMs, startedAtMs = NaN }) => {
    if (startedAtMs === sentAtMs) return 0;
    const ahead = gold.filter((other) => other.sentAtMs < sentAtMs && (other.startedAtMs ?? NaN) > sentAtMs);
    return releases.filter((atMs) => atMs > sentAtMs && atMs <= startedAtMs).length - ahead.length;
  });
  return Math.max(0, ...waitedFor);
}

function servedPerSecond({ calls }: ScenarioRun, wanted: string, fromMs = 0, toMs = durationMs): number {
  const served = calls.filter(
    ({ lane, startedAtMs = NaN, status }) =>
      lane === wanted && status === 200 && startedAtMs >= fromMs && startedAtMs < toMs,
  );
  return (served.length * 1_000) / (toMs - fromMs);
}

function worstWindow(run: ScenarioRun, lane: string): number {
  const starts = Array.from({ length: durationMs / windowMs }, (_, index) => index * windowMs);
  return Math.min(...starts.map((fromMs) => servedPerSecond(run, lane, fromMs, fromMs + windowMs)));
}
