import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contender, PluginHost, QueuePolicy } from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { failures } from './failures.test.fixture.ts';
import { queuePolicyConformance } from './queue-policy-conformance.ts';

function failuresOf(create: (host: PluginHost) => QueuePolicy): Promise<readonly string[]> {
  return failures((register) =>
    queuePolicyConformance({ test: register, plugin: aPlugin('queue-policy', create) }),
  );
}

test('a sound queue policy passes', async () => {
  assert.deepEqual(await failuresOf(() => ({ next: () => 0 })), []);
});

test('a policy that names a lane by its rank instead of its place is caught', async () => {
  const failed = await failuresOf(() => ({ next: (contenders) => contenders.at(-1)!.lane.rank }));
  assert.ok(failed.includes('names one of the contenders, whichever lanes compete'));
  assert.ok(failed.includes('serves the only contender'));
});

test('a policy that sorts the contenders is caught', async () => {
  const byCost = (a: Contender, b: Contender) => a.ticket.cost - b.ticket.cost;
  const failed = await failuresOf(() => ({
    next(contenders) {
      (contenders as Contender[]).sort(byCost);
      return 0;
    },
  }));
  assert.deepEqual(failed, ['leaves the contenders as it found them']);
});

test('a policy that expects to have been told of every lane is caught', async () => {
  const failed = await failuresOf(() => {
    const known = new Set<string>();
    return {
      next(contenders) {
        if (!contenders.every(({ lane }) => known.has(lane.name))) throw new Error('unknown lane');
        return 0;
      },
      onWaiting: (lane) => void known.add(lane.name),
    };
  });
  assert.ok(failed.includes('serves lanes that it was never told of'));
});

test('a policy that can not divide by nothing is caught', async () => {
  const failed = await failuresOf(() => {
    let share = 0;
    return {
      next: () => (Number.isNaN(share) ? -1 : 0),
      onSettle: (_lane, estimated, actual) => void (share = actual / estimated),
    };
  });
  assert.deepEqual(failed, ['takes any cost and any correction of it']);
});

test('a policy that forgets nothing but its lanes is caught', async () => {
  const failed = await failuresOf(() => {
    let running: string | undefined;
    return {
      next: () => 0,
      onDispatch: (lane) => void (running = lane.name),
      onSettle(lane) {
        if (running !== lane.name) throw new Error(`${lane.name} is not running`);
      },
    };
  });
  assert.ok(failed.includes('takes the end of a request whose lane is gone'));
});

test('a policy that brings its own randomness is caught', async () => {
  const failed = await failuresOf(() => ({ next: ({ length }) => Math.floor(Math.random() * length) }));
  assert.deepEqual(failed, ['repeats its choices under the same clock and the same randomness']);
});
