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

test('a correct queue policy passes', async () => {
  assert.deepEqual(await failuresOf(() => ({ next: () => 0 })), []);
});

test('a policy that returns the rank of a lane instead of its index is caught', async () => {
  const failed = await failuresOf(() => ({ next: (contenders) => contenders.at(-1)!.lane.rank }));
  assert.ok(failed.includes('returns the index of a contender, whichever lanes compete'));
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
  assert.deepEqual(failed, ['does not change the contenders']);
});

test('a policy that fails for lanes without a call of onWaiting is caught', async () => {
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
  assert.ok(failed.includes('serves lanes for which onWaiting was never called'));
});

test('a policy that divides by a cost of 0 is caught', async () => {
  const failed = await failuresOf(() => {
    let share = 0;
    return {
      next: () => (Number.isNaN(share) ? -1 : 0),
      onSettle: (_lane, estimated, actual) => void (share = actual / estimated),
    };
  });
  assert.deepEqual(failed, ['accepts any cost and any correction of it']);
});

test('a policy that fails to settle a request whose lane is gone is caught', async () => {
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
  assert.ok(failed.includes('accepts the settlement of a request whose lane is gone'));
});

test('a policy with random numbers of its own is caught', async () => {
  const failed = await failuresOf(() => ({ next: ({ length }) => Math.floor(Math.random() * length) }));
  assert.deepEqual(failed, ['repeats its choices with the same clock and the same random numbers']);
});
