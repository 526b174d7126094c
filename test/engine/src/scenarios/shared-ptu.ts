import {
  aFacadeConfig,
  aLaneConfig,
  anEndpointConfig,
  aSelectorConfig,
  knownProfiles,
  namedByHeader,
} from '@laneway/core/testing';
import { aProfile } from '@laneway/testkit';

import type { Figures } from './figures.ts';
import { quantile, sum } from './figures.ts';
import type { Mix, TierLoad } from './mixes.ts';
import { furtherMixes, goldAndSilver } from './mixes.ts';
import type { CallRecord } from './scenario-run.ts';
import { ScenarioRun } from './scenario-run.ts';
import { SeededRandom } from '../seeded-random.ts';

const learningMs = 120_000;
const minuteMs = 60_000;

/** How the slots are divided: by the gateway itself, or by a reserve for all lanes but the last, in slots. */
type Division = 'auto' | number;

/** What came of one run after the learning time. */
interface Outcome {
  /** Share of the provisioned slots' time that was used. */
  readonly busy: number;
  /** Share of each tier's calls that took pay-as-you-go, best tier first. */
  readonly spill: readonly number[];
  /** Spills and calls of the best tier, by minute. */
  readonly minutes: readonly { readonly calls: number; readonly spills: number }[];
  /** 429s that the best tier saw, and calls of it that weren't served. */
  readonly unserved: number;
}

/** A mix played for `durationMs`, of which the first two minutes don't count. `tiers`: how many of its tiers send. */
async function play(
  mix: Mix,
  {
    seed,
    division,
    tiers,
    durationMs,
  }: { seed: number; division: Division; tiers: number; durationMs: number },
): Promise<Outcome> {
  const run = await provisioned(mix, division);
  for (const [index, load] of mix.tiers.slice(0, tiers).entries())
    sendAll(run, load, new SeededRandom(seed * 1_000 + index), durationMs);
  run.advanceTo(durationMs);
  run.finish();
  return outcomeOf(mix, run, durationMs);
}

/** What the gateway makes of a mix against the floor and against the best reserve chosen with hindsight. Medians over seeds. */
async function judge(
  mix: Mix,
  seeds: readonly number[],
  durationMs: number,
): Promise<Record<string, number>> {
  const protectedTiers = mix.tiers.length - 1;
  const floors = await Promise.all(
    seeds.map(async (seed) =>
      Promise.all(
        mix.tiers
          .slice(0, protectedTiers)
          .map((_, index) => play(mix, { seed, division: 'auto', tiers: index + 1, durationMs })),
      ),
    ),
  );
  const over = async (division: Division) => {
    const outcomes = await Promise.all(
      seeds.map((seed) => play(mix, { seed, division, tiers: mix.tiers.length, durationMs })),
    );
    return {
      busy: median(outcomes.map(({ busy }) => busy)),
      excess: Array.from({ length: protectedTiers }, (_, tier) =>
        median(
          outcomes.map(({ spill }, run) => (spill[tier] ?? 0) - (floors[run]?.[tier]?.spill[tier] ?? 0)),
        ),
      ),
      outside: median(outcomes.map((outcome, run) => minutesOutside(outcome, floors[run]?.[0], mix.margin))),
      unserved: Math.max(...outcomes.map(({ unserved }) => unserved)),
    };
  };
  const auto = await over('auto');
  const totalSlots = sum([...mix.slots]);
  const reserves = Array.from({ length: Math.min(totalSlots - 1, 10) }, (_, slots) => slots);
  const statics = [];
  for (const slots of reserves) statics.push(await over(slots));
  const held = statics.filter(({ excess }) => excess.every((each) => each <= mix.margin));
  return {
    margin: mix.margin,
    'spill above floor': Math.max(...auto.excess),
    'minutes outside': auto.outside,
    busy: auto.busy,
    'busy, best fixed reserve': Math.max(0, ...held.map(({ busy }) => busy)),
    'gold unserved': auto.unserved,
  };
}

/** The provisioned deployment shared by gold and silver, by size and patience. */
export async function sharedPtu(seed = 1): Promise<Figures> {
  const figures: Record<string, Record<string, number>> = {};
  const seeds = Array.from({ length: 5 }, (_, index) => seed + index);
  for (const [slots, patienceMs, margin] of [
    [10, 0, 0.02],
    [10, 500, 0.01],
    [10, 1_000, 0.01],
    [40, 0, 0.02],
    [40, 500, 0.01],
    [40, 1_000, 0.01],
  ] as const)
    figures[`${slots} slots, ${patienceMs} ms`] = await judge(
      goldAndSilver(slots, patienceMs, margin),
      seeds,
      720_000,
    );
  return figures;
}

/** Six mixes that no fixed reserve fits. */
export async function sharedPtuMixes(seed = 1): Promise<Figures> {
  const figures: Record<string, Record<string, number>> = {};
  const seeds = Array.from({ length: 5 }, (_, index) => seed + index);
  for (const [name, mix] of Object.entries(furtherMixes)) figures[name] = await judge(mix, seeds, 960_000);
  return figures;
}

// By thinning: calls come at the highest rate, and those that the moment's rate has no room for are left out.
function sendAll(run: ScenarioRun, load: TierLoad, random: SeededRandom, durationMs: number): void {
  run.stream(
    durationMs,
    () => {
      let gapMs = 0;
      do gapMs += random.gapMs(load.most);
      while (random.between(0, load.most) > load.perSecond(run.nowMs + gapMs));
      return gapMs;
    },
    () => ({ lane: load.tier, serviceMs: random.between(...load.serviceMs(run.nowMs)) }),
  );
}

function outcomeOf(mix: Mix, run: ScenarioRun, durationMs: number): Outcome {
  const counted = run.calls.filter(({ sentAtMs }) => sentAtMs >= learningMs);
  const onPtu = run.calls.filter(({ endpoint }) => endpoint !== undefined && endpoint !== 'payg');
  const busyMs = sum(onPtu.map((call) => overlapMs(call, learningMs, durationMs)));
  const best = counted.filter(({ lane }) => lane === mix.tiers[0]?.tier);
  const minutes = Array.from({ length: Math.floor((durationMs - learningMs) / minuteMs) }, (_, minute) => {
    const fromMs = learningMs + minute * minuteMs;
    const calls = best.filter(({ sentAtMs }) => sentAtMs >= fromMs && sentAtMs < fromMs + minuteMs);
    return { calls: calls.length, spills: calls.filter(spilled).length };
  });
  return {
    busy: busyMs / (sum([...mix.slots]) * (durationMs - learningMs)),
    spill: mix.tiers.map(({ tier }) => {
      const calls = counted.filter(({ lane }) => lane === tier);
      return calls.length === 0 ? 0 : calls.filter(spilled).length / calls.length;
    }),
    minutes,
    unserved:
      best.filter(({ status }) => status !== 200).length +
      run.throttled.filter(({ lane }) => lane === mix.tiers[0]?.tier).length,
  };
}

/** Share of the minutes at whose end the spill since the learning time is beyond the margin. */
function minutesOutside({ minutes }: Outcome, floor: Outcome | undefined, margin: number): number {
  let calls = 0;
  let excess = 0;
  let outside = 0;
  for (const [index, minute] of minutes.entries()) {
    calls += minute.calls;
    excess += minute.spills - (floor?.minutes[index]?.spills ?? 0);
    if (excess > margin * calls) outside += 1;
  }
  return outside / minutes.length;
}

function spilled({ endpoint }: CallRecord): boolean {
  return endpoint === 'payg' || endpoint === undefined;
}

function overlapMs(
  { startedAtMs = NaN, endedAtMs = Infinity }: CallRecord,
  fromMs: number,
  toMs: number,
): number {
  return Math.max(0, Math.min(toMs, endedAtMs) - Math.max(fromMs, startedAtMs));
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function provisioned(mix: Mix, division: Division): Promise<ScenarioRun> {
  const total = sum([...mix.slots]);
  const headroom = division === 'auto' ? 'auto' : 'off';
  const reserve = division === 'auto' ? 0 : division / total;
  const ptus = mix.slots.map((slots, index) =>
    anEndpointConfig({ name: `ptu-${index}`, labels: { capacity: 'ptu' }, slots, headroom }),
  );
  const endpoints = [...ptus, anEndpointConfig({ name: 'payg', labels: { capacity: 'payg' }, slots: 1_000 })];
  return ScenarioRun.start(
    {
      config: {
        endpoints,
        facades: [aFacadeConfig({ endpoints: endpoints.map(({ name }) => name) })],
        // A reserve of every lane but the last adds up for those below.
        lanes: mix.tiers.map(({ tier }, index) =>
          aLaneConfig({
            name: tier,
            reserve: index < mix.tiers.length - 1 ? reserve / (mix.tiers.length - 1) : 0,
          }),
        ),
        tiers: Object.fromEntries(
          mix.tiers.map(({ tier, patienceMs }) => [
            tier,
            {
              lane: tier,
              margin: mix.margin,
              route: [
                aSelectorConfig({ labels: { capacity: 'ptu' } }),
                aSelectorConfig({ labels: { capacity: 'payg' }, afterMs: patienceMs }),
              ],
            },
          ]),
        ),
        profiles: namedByHeader,
      },
      plugins: { profiles: knownProfiles(...mix.tiers.map(({ tier }) => aProfile({ id: tier, tier }))) },
    },
    Object.fromEntries(ptus.map(({ name, slots }) => [name, slots])),
  );
}
