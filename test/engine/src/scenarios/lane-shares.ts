import { aLaneConfig, anEndpointConfig, aQueueConfig, aUse } from '@laneway/core/testing';
import strict from '@laneway/queue-policy-strict';
import weightedFair from '@laneway/queue-policy-weighted-fair';

import type { Figures } from './figures.ts';
import { sum } from './figures.ts';
import { ScenarioRun } from './scenario-run.ts';
import { SeededRandom } from '../seeded-random.ts';

const durationMs = 120_000;
const slots = 10;
/** Weights, and mean sizes of answers in tokens. The lanes with smaller weights have larger answers. */
const lanes = {
  gold: { weight: 5, tokens: 200 },
  silver: { weight: 3, tokens: 600 },
  bronze: { weight: 1, tokens: 1_000 },
};
const policies = { 'weighted-fair': weightedFair, strict };
const weights = sum(Object.values(lanes).map(({ weight }) => weight));

/** Three lanes that always have calls waiting. Which share of the tokens does each get under each queue policy? */
export async function laneShares(seed = 1): Promise<Figures> {
  const shares = Object.entries(lanes).map(([name, { weight }]) => [name, weight / weights]);
  const figures: Record<string, Record<string, number>> = { 'by weight': Object.fromEntries(shares) };
  for (const [name, policy] of Object.entries(policies)) figures[name] = await runCase(policy, seed);
  return figures;
}

async function runCase(policy: unknown, seed: number): Promise<Record<string, number>> {
  const run = await ScenarioRun.start({
    config: {
      endpoints: [anEndpointConfig({ slots })],
      lanes: Object.entries(lanes).map(([name, { weight }]) => aLaneConfig({ name, weight })),
      queue: aQueueConfig({ policy: aUse('policy') }),
    },
    plugins: { policy },
  });
  for (const [lane, { tokens }] of Object.entries(lanes)) {
    const random = new SeededRandom(seed * 1_000 + tokens);
    run.backlog(30, durationMs, () => ({
      lane,
      serviceMs: random.between(500, 1_500),
      tokens: Math.round(random.between(0.5 * tokens, 1.5 * tokens)),
    }));
  }
  run.advanceTo(durationMs);
  const served = run.calls.filter(({ status }) => status === 200);
  const all = sum(served.map(({ tokens = 0 }) => tokens));
  const shareOf = (lane: string) =>
    sum(served.map((call) => (call.lane === lane ? (call.tokens ?? 0) : 0))) / all;
  return Object.fromEntries(Object.keys(lanes).map((lane) => [lane, shareOf(lane)]));
}
