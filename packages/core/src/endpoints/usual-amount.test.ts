import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { UsualAmount } from './usual-amount.ts';

function usualAfter(...amounts: number[]): number {
  const usual = new UsualAmount();
  for (const amount of amounts) usual.note(amount);
  return usual.value;
}

describe('UsualAmount', () => {
  test('is 0 before the first amount', () => {
    assert.equal(usualAfter(), 0);
  });

  test('is the amount if all amounts are equal', () => {
    assert.equal(usualAfter(700, 700, 700), 700);
  });

  test('is at least the largest of amounts that vary, and not much more', () => {
    const usual = usualAfter(...Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 100 : 900)));
    assert.ok(usual >= 900 && usual <= 2_000, `usual amount ${usual}`);
  });

  test('forgets a single large amount within fifty amounts', () => {
    const usual = usualAfter(40_000, ...Array.from({ length: 50 }, () => 500));
    assert.ok(usual < 2_000, `usual amount ${usual}`);
  });
});
