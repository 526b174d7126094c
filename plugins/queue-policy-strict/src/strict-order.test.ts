import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aContender } from '@laneway/testkit';

import { strictOrder } from './strict-order.ts';

test('a better-ranked lane is always served first, whatever it has been served and however long others wait', () => {
  const policy = strictOrder();
  const gold = aContender({ name: 'gold', rank: 0, weight: 0.1 }, { cost: 100_000 });
  const bronze = aContender({ name: 'bronze', rank: 2, weight: 10 }, { enqueuedAtMs: 0, cost: 1 });
  for (let turn = 0; turn < 20; turn += 1) {
    assert.equal(policy.next([gold, bronze]), 0);
    policy.onDispatch?.(gold.lane, gold.ticket.cost);
  }
});
