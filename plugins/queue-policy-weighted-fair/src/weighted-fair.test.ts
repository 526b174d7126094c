import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LaneView } from '@laneway/contracts';
import { aContender, aLane } from '@laneway/testkit';

import { weightedFair } from './weighted-fair.ts';

const gold = aLane({ name: 'gold', rank: 0, weight: 3 });
const bronze = aLane({ name: 'bronze', rank: 1, weight: 1 });

/** Tokens that each lane gets of `turns` dispatches while both always have tickets of this cost. */
function served(costs: ReadonlyMap<LaneView, number>, turns: number, policy = weightedFair()): Map<string, number> {
  const tokens = new Map<string, number>();
  const lanes = [...costs.keys()];
  for (const lane of lanes) policy.onWaiting?.(lane);
  for (let turn = 0; turn < turns; turn += 1) {
    const lane = lanes[policy.next(lanes.map((one) => aContender(one)))] ?? gold;
    const cost = costs.get(lane) ?? 0;
    policy.onDispatch?.(lane, cost);
    tokens.set(lane.name, (tokens.get(lane.name) ?? 0) + cost);
  }
  return tokens;
}

test('backlogged lanes are served in proportion to their weights', () => {
  assert.deepEqual(Object.fromEntries(served(new Map([[gold, 100], [bronze, 100]]), 400)), { gold: 30_000, bronze: 10_000 });
});

test('the proportion is in tokens, whatever the size of the requests', () => {
  const tokens = served(new Map([[gold, 50], [bronze, 400]]), 2_000);
  const ratio = (tokens.get('gold') ?? 0) / (tokens.get('bronze') ?? 1);
  assert.ok(Math.abs(ratio - 3) < 0.1, `gold got ${ratio} times what bronze got`);
});

test('a lane that was idle does not make up for it when it comes back', () => {
  const policy = weightedFair();
  served(new Map([[gold, 100]]), 1_000, policy);
  const tokens = served(new Map([[gold, 100], [bronze, 100]]), 400, policy);
  assert.ok(Math.abs((tokens.get('bronze') ?? 0) - 10_000) <= 200, `bronze got ${tokens.get('bronze')}`);
});

test('what a request really used replaces its estimate', () => {
  const policy = weightedFair();
  for (const lane of [gold, bronze]) policy.onWaiting?.(lane);
  policy.onDispatch?.(gold, 300);
  policy.onSettle?.(gold, 300, 3_000);
  for (let turn = 0; turn < 9; turn += 1) {
    assert.equal(policy.next([aContender(gold), aContender(bronze)]), 1);
    policy.onDispatch?.(bronze, 100);
  }
});
