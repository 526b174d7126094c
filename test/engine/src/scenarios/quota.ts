import { aLaneConfig, anEndpointConfig, aQueueConfig, aUse } from '@laneway/core/testing';
import strict from '@laneway/queue-policy-strict';
import weightedFair from '@laneway/queue-policy-weighted-fair';

import { Chances } from './chances.ts';
import type { Figures } from './figures.ts';
import { sum } from './figures.ts';
import { Rehearsal } from './rehearsal.ts';

const durationMs = 120_000;
const slots = 10;
/** Weights, and mean sizes of answers in tokens: the lanes that count for less send the larger requests. */
const lanes = {
  gold: { weight: 5, tokens: 200 },
  silver: { weight: 3, tokens: 600 },
  bronze: { weight: 1, tokens: 1_000 },
};
const policies = { 'weighted-fair': weightedFair, strict };
const weights = sum(Object.values(lanes).map(({ weight }) => weight));

/** Three lanes that always have something waiting: the tokens that each gets under either queue policy. */
export async function quota(seed = 1): Promise<Figures> {
  const shares = Object.entries(lanes).map(([name, { weight }]) => [name, weight / weights]);
  const figures: Record<string, Record<string, number>> = { 'by weight': Object.fromEntries(shares) };
  for (const [name, policy] of Object.entries(policies)) figures[name] = await play(policy, seed);
  return figures;
}

async function play(policy: unknown, seed: number): Promise<Record<string, number>> {
  const rehearsal = await Rehearsal.start({
    config: {
      endpoints: [anEndpointConfig({ slots })],
      lanes: Object.entries(lanes).map(([name, { weight }]) => aLaneConfig({ name, weight })),
      queue: aQueueConfig({ policy: aUse('policy') }),
    },
    plugins: { policy },
  });
  for (const [lane, { tokens }] of Object.entries(lanes)) {
    const chances = new Chances(seed * 1_000 + tokens);
    rehearsal.backlog(30, durationMs, () => ({
      lane,
      serviceMs: chances.between(500, 1_500),
      tokens: Math.round(chances.between(0.5 * tokens, 1.5 * tokens)),
    }));
  }
  rehearsal.run(durationMs);
  const served = rehearsal.passages.filter(({ status }) => status === 200);
  const all = sum(served.map(({ tokens = 0 }) => tokens));
  const shareOf = (lane: string) =>
    sum(served.map((passage) => (passage.lane === lane ? (passage.tokens ?? 0) : 0))) / all;
  return Object.fromEntries(Object.keys(lanes).map((lane) => [lane, shareOf(lane)]));
}
