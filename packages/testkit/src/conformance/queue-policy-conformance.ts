import assert from 'node:assert/strict';
import type { Contender, LaneView, QueuePolicy } from '@laneway/contracts';

import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { aContender, aLane } from '../builders/a-lane.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { frozen, registerPromises, tryOut } from './trial.ts';
import { seededRandom } from '../fakes/seeded-random.ts';

/** Registers the tests that every queue policy passes. */
export function queuePolicyConformance(subject: Subject<'queue-policy'>): void {
  pluginConformance('queue-policy', subject);
  registerPromises(subject, promises);
  subject.test('repeats its choices with the same clock and the same random numbers', async () => {
    const first = await tryOut(subject, ({ instance }) => recordedChoices(instance));
    const second = await tryOut(subject, ({ instance }) => recordedChoices(instance));
    assert.deepEqual(first, second);
  });
}

const promises: Promises<'queue-policy'> = {
  'returns the index of a contender, whichever lanes compete': ({ instance }) => {
    recordedChoices(instance);
  },

  'serves the only contender': ({ instance }) => {
    for (const lane of lanes) assert.equal(instance.next([aContender(lane)]), 0);
  },

  'does not change the contenders': ({ instance }) => {
    const contenders = frozen(lanes.map((lane) => aContender(lane)));
    for (let turn = 0; turn < 10; turn += 1) serveNext(instance, contenders);
  },

  'serves lanes for which onWaiting was never called': ({ instance }) => {
    serveNext(instance, [aContender({ name: 'new' })]);
    serveNext(instance, [aContender({ name: 'newer' }), aContender({ name: 'new', rank: 1 })]);
  },

  'accepts any cost and any correction of it': ({ instance }) => {
    const contenders = lanes.map((lane) => aContender(lane));
    for (const lane of lanes) {
      instance.onWaiting?.(lane);
      for (const [estimated, actual] of corrections) {
        instance.onDispatch?.(lane, estimated);
        instance.onSettle?.(lane, estimated, actual);
        serveNext(instance, contenders);
      }
    }
  },

  'accepts the settlement of a request whose lane is gone': ({ instance }) => {
    const gone = aLane({ name: 'gone' });
    instance.onDispatch?.(gone, 100);
    serveNext(instance, [aContender()]);
    instance.onSettle?.(gone, 100, 40);
    serveNext(instance, [aContender()]);
  },
};

const lanes: readonly LaneView[] = [
  aLane({ name: 'gold', rank: 0, weight: 5 }),
  aLane({ name: 'silver', rank: 1, weight: 1 }),
  aLane({ name: 'bronze', rank: 2, weight: 0.5 }),
];

/** Pairs of estimated and actual tokens. */
const corrections: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 5_000],
  [5_000, 0],
  [1, 1_000_000],
  [1_000_000, 1],
];

function serveNext(policy: QueuePolicy, contenders: readonly Contender[]): string {
  const index = policy.next(contenders);
  const chosen = contenders[index];
  assert.ok(chosen !== undefined, `next() returned ${index} for ${contenders.length} contenders.`);
  policy.onDispatch?.(chosen.lane, chosen.ticket.cost);
  return chosen.lane.name;
}

function recordedChoices(policy: QueuePolicy): readonly string[] {
  const random = seededRandom(11);
  for (const lane of lanes) policy.onWaiting?.(lane);
  return Array.from({ length: 300 }, () => {
    const cost = Math.floor(random() * 4_000);
    const waiting = lanes.filter((_, index) => index === 2 || random() < 0.6);
    return serveNext(
      policy,
      waiting.map((lane) => aContender(lane, { cost })),
    );
  });
}
