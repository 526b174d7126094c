import { aLaneConfig, anEndpointConfig } from '@laneway/core/testing';

import { Chances } from './chances.ts';
import type { Figures } from './figures.ts';
import { quantile, totalMs, waitMs } from './figures.ts';
import { Rehearsal } from './rehearsal.ts';

const durationMs = 60_000;
const slots = 20;
/** An answer takes a second on average, so the slots serve 20 calls a second: the lanes together ask for three times that. */
const perSecond = { gold: 4, silver: 16, bronze: 40 };
const windowMs = 10_000;

/** What the lanes of an overloaded gateway are like. */
interface Case {
  readonly lanes: readonly (keyof typeof perSecond)[];
  /** Of gold, 0 to 1. */
  readonly reserve: number;
  /** Of bronze. */
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

/** Three times the load that there are slots for, for a minute: what gold notices of it, and what is left for bronze. */
export async function overload(seed = 1): Promise<Figures> {
  const figures: Record<string, Record<string, number>> = {};
  for (const [name, each] of Object.entries(cases)) figures[name] = await play(each, seed);
  return figures;
}

async function play({ lanes, reserve, maxWaitMs }: Case, seed: number): Promise<Record<string, number>> {
  const rehearsal = await Rehearsal.start({
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
  rehearsal.onStart = ({ lane }) => {
    if (lane !== 'gold' && rehearsal.waitingIn('gold') > 0) passedOver += 1;
  };
  for (const lane of lanes) {
    // Each lane has its own: gold sends the same calls at the same moments in every case.
    const chances = new Chances(seed * 1_000 + perSecond[lane]);
    rehearsal.stream(
      durationMs,
      () => chances.gapMs(perSecond[lane]),
      () => ({ lane, serviceMs: chances.between(500, 1_500) }),
    );
  }
  rehearsal.run(durationMs);
  rehearsal.finish();
  const gold = rehearsal.passages.filter(({ lane }) => lane === 'gold');
  const waits = gold.map(waitMs).filter((wait) => !Number.isNaN(wait));
  return {
    'gold calls': gold.length,
    'gold p99 ms': Math.round(quantile(gold.map(totalMs), 0.99)),
    'gold wait p99 ms': Math.round(quantile(waits, 0.99)),
    'gold wait max ms': Math.round(quantile(waits, 1)),
    'gold not served': gold.filter(({ status }) => status !== 200).length,
    'slots past waiting gold': passedOver,
    'releases waited for': releasesWaitedFor(rehearsal),
    'bronze per s': servedPerSecond(rehearsal, 'bronze'),
    'bronze per s, worst 10 s': worstWindow(rehearsal, 'bronze'),
  };
}

/** The most slots that came free, anywhere, between a gold call and its start, each gold call ahead of it on arrival not counted. */
function releasesWaitedFor({ passages }: Rehearsal): number {
  const releases = passages.flatMap(({ startedAtMs, endedAtMs }) =>
    startedAtMs === undefined || endedAtMs === undefined ? [] : [endedAtMs],
  );
  const gold = passages.filter(({ lane, startedAtMs }) => lane === 'gold' && startedAtMs !== undefined);
  const waitedFor = gold.map(({ sentAtMs, startedAtMs = NaN }) => {
    if (startedAtMs === sentAtMs) return 0;
    const ahead = gold.filter((other) => other.sentAtMs < sentAtMs && (other.startedAtMs ?? NaN) > sentAtMs);
    return releases.filter((atMs) => atMs > sentAtMs && atMs <= startedAtMs).length - ahead.length;
  });
  return Math.max(0, ...waitedFor);
}

function servedPerSecond({ passages }: Rehearsal, wanted: string, fromMs = 0, toMs = durationMs): number {
  const served = passages.filter(
    ({ lane, startedAtMs = NaN, status }) =>
      lane === wanted && status === 200 && startedAtMs >= fromMs && startedAtMs < toMs,
  );
  return (served.length * 1_000) / (toMs - fromMs);
}

function worstWindow(rehearsal: Rehearsal, lane: string): number {
  const starts = Array.from({ length: durationMs / windowMs }, (_, index) => index * windowMs);
  return Math.min(...starts.map((fromMs) => servedPerSecond(rehearsal, lane, fromMs, fromMs + windowMs)));
}
