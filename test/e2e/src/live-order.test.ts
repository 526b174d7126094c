import assert from 'node:assert/strict';
import { test } from 'node:test';

import { seededRandom } from '@laneway/testkit';

import { LiveGateway } from './harness/live-gateway.ts';
import type { SteppedGateway } from './harness/order-scene.ts';
import { callers } from './harness/order-scene.ts';
import { PredictedGateway } from './harness/predicted-gateway.ts';

type Step = (gateway: SteppedGateway) => Promise<void>;

const steps = 120;

// More requests than slots: six slots, and up to some twenty callers at once.
const mostPresent = 20;

for (const seed of [1, 2, 3]) {
  test(`clients at real sockets are served in the order, and by the endpoints, that the config predicts: traffic ${seed}`, async (t) => {
    const live = await LiveGateway.start(t);
    const predicted = await PredictedGateway.start(t, live.text, live.folder);
    const random = seededRandom(seed);
    for (let number = 1; number <= steps; number += 1) {
      const [name, step] = nextStep(`r${number}`, predicted, random);
      await Promise.all([step(predicted), step(live)]);
      assert.deepEqual(await live.whereabouts(), await predicted.whereabouts(), `step ${number}: ${name}`);
    }
    for (let [next] = predicted.present.served; next !== undefined; [next] = predicted.present.served) {
      for (const gateway of [predicted, live]) await gateway.answer(next, 200);
    }
    assert.deepEqual(live.fates, predicted.fates);
    assert.ok(
      new Set(live.fates.map(({ endpoint }) => endpoint)).size > 2,
      'both endpoints served, and some left',
    );
    assert.ok(live.fates.some(({ spill, attempts }) => spill === 'true' || attempts === '2'));
  });
}

/** One step: a request arrives, or a backend answers or fails, or a client leaves. */
function nextStep(
  name: string,
  { present }: PredictedGateway,
  random: () => number,
): [name: string, step: Step] {
  const { all, served } = present;
  const chance = random();
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)];
  const leaving = chance < 0.08 ? pick(all) : undefined;
  if (leaving !== undefined) return [`${leaving} leaves`, (gateway) => gateway.leave(leaving)];
  const answered = chance < 0.4 || all.length >= mostPresent ? pick(served) : undefined;
  if (answered !== undefined) {
    const status = random() < 0.2 ? 503 : 200;
    return [`${answered} is answered ${status}`, (gateway) => gateway.answer(answered, status)];
  }
  const caller = pick(callers) ?? '';
  return [`${name} of ${caller} arrives`, (gateway) => gateway.arrive(name, caller)];
}
