import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LaneView, QueuePolicy } from '@laneway/contracts';
import { aContender, aLane } from '@laneway/testkit';

import { fairShares } from './fair-shares.ts';

const gold = aLane({ name: 'gold', rank: 0, weight: 3 });
const bronze = aLane({ name: 'bronze', rank: 1, weight: 1 });

/** A policy, and the tokens that each lane has been served under it. */
class Shares {
  readonly policy: QueuePolicy = fairShares();
  readonly tokens = new Map<string, number>();

  waiting(...lanes: readonly LaneView[]): this {
    for (const lane of lanes) this.policy.onWaiting?.(lane);
    return this;
  }

  /** Serves `lanes`, each of which always has a ticket of the given cost, until `total` tokens have been served. */
  serve(total: number, lanes: readonly (readonly [LaneView, number])[]): this {
    for (let served = 0; served < total;) {
      const contenders = lanes.map(([lane, cost]) => aContender(lane, { cost }));
      const { lane, ticket } = contenders[this.policy.next(contenders)]!;
      this.dispatch(lane, ticket.cost);
      served += ticket.cost;
    }
    return this;
  }

  dispatch(lane: LaneView, cost: number): void {
    this.policy.onDispatch?.(lane, cost);
    this.tokens.set(lane.name, this.of(lane) + cost);
  }

  of({ name }: LaneView): number {
    return this.tokens.get(name) ?? 0;
  }
}

test('lanes get tokens in proportion to their weights', () => {
  const shares = new Shares().waiting(gold, bronze).serve(40_000, [
    [gold, 100],
    [bronze, 100],
  ]);
  assert.deepEqual([shares.of(gold), shares.of(bronze)], [30_000, 10_000]);
});

test('shares are of tokens, not of requests: a lane with large requests is served less often', () => {
  const shares = new Shares().waiting(gold, bronze).serve(400_000, [
    [gold, 4_000],
    [bronze, 50],
  ]);
  const share = shares.of(gold) / (shares.of(gold) + shares.of(bronze));
  assert.ok(share > 0.74 && share < 0.76, String(share));
});

test('lanes of equal weight alternate', () => {
  const policy = fairShares();
  const contenders = [aContender(aLane({ name: 'a' })), aContender(aLane({ name: 'b', rank: 1 }))];
  const order = Array.from({ length: 6 }, () => {
    const index = policy.next(contenders);
    policy.onDispatch?.(contenders[index]!.lane, 100);
    return index;
  });
  assert.deepEqual(order, [0, 1, 0, 1, 0, 1]);
});

test('of lanes with equal start tags, the better-ranked is served first', () => {
  const policy = fairShares();
  assert.equal(policy.next([aContender(gold), aContender(bronze)]), 0);
});

test('a lane earns no credit while it has nothing waiting', () => {
  const shares = new Shares().waiting(gold, bronze);
  shares.dispatch(gold, 100);
  const goldBefore = shares.of(gold);
  shares.serve(1_000_000, [[bronze, 100]]);
  const before = shares.of(bronze);
  shares.waiting(gold).serve(4_000, [
    [gold, 100],
    [bronze, 100],
  ]);
  assert.equal(shares.of(gold) - goldBefore, 3_000);
  assert.equal(shares.of(bronze) - before, 1_000);
});

test('requests that are served without waiting are charged too', () => {
  const shares = new Shares().waiting(bronze);
  for (let turn = 0; turn < 30; turn += 1) shares.dispatch(gold, 100);
  shares.waiting(gold).serve(1_000, [
    [gold, 100],
    [bronze, 100],
  ]);
  assert.deepEqual([shares.of(gold), shares.of(bronze)], [3_000, 1_000]);
});

test('estimated tokens that were not used are refunded', () => {
  const policy = fairShares();
  const [a, b] = [aLane({ name: 'a' }), aLane({ name: 'b', rank: 1 })];
  policy.onDispatch?.(a, 4_000);
  policy.onDispatch?.(b, 500);
  assert.equal(policy.next([aContender(a), aContender(b)]), 1);
  policy.onSettle?.(a, 4_000, 200);
  assert.equal(policy.next([aContender(a), aContender(b)]), 0);
});

test('tokens that were used beyond the estimate are charged', () => {
  const policy = fairShares();
  const [a, b] = [aLane({ name: 'a' }), aLane({ name: 'b', rank: 1 })];
  policy.onDispatch?.(a, 100);
  policy.onDispatch?.(b, 500);
  policy.onSettle?.(a, 100, 9_000);
  assert.equal(policy.next([aContender(a), aContender(b)]), 1);
});

test('a lane whose requests cost nothing is not first forever', () => {
  const policy = fairShares();
  const contenders = [aContender(gold, { cost: 0 }), aContender(bronze, { cost: 0 })];
  const served = Array.from({ length: 8 }, () => {
    const { lane, ticket } = contenders[policy.next(contenders)]!;
    policy.onDispatch?.(lane, ticket.cost);
    policy.onSettle?.(lane, 0, 0);
    return lane.name;
  });
  assert.equal(served.filter((name) => name === 'bronze').length, 2);
});

test('a lane that joins later gets its share from then on', () => {
  const silver = aLane({ name: 'silver', rank: 2, weight: 4 });
  const shares = new Shares().waiting(gold, bronze).serve(80_000, [
    [gold, 100],
    [bronze, 100],
  ]);
  const [goldBefore, bronzeBefore] = [shares.of(gold), shares.of(bronze)];
  shares.waiting(silver).serve(8_000, [
    [gold, 100],
    [bronze, 100],
    [silver, 100],
  ]);
  assert.equal(shares.of(silver), 4_000);
  assert.deepEqual([shares.of(gold) - goldBefore, shares.of(bronze) - bronzeBefore], [3_000, 1_000]);
});
