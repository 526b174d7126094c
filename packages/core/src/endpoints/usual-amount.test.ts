import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { UsualAmount } from './usual-amount.ts';

function after(...amounts: number[]): number {
  const usual = new UsualAmount();
  for (const amount of amounts) usual.note(amount);
  return usual.value;
}

describe('UsualAmount', () => {
  test('expects nothing before there was anything', () => {
    assert.equal(after(), 0);
  });

  test('expects of equals that they stay so', () => {
    assert.equal(after(700, 700, 700), 700);
  });

  test('expects more than the mean of what varies, up to the largest and a little more', () => {
    const usual = after(...Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 100 : 900)));
    assert.ok(usual >= 900 && usual <= 2_000, `${usual} is expected`);
  });

  test('forgets a stray large one within some dozens', () => {
    const usual = after(40_000, ...Array.from({ length: 50 }, () => 500));
    assert.ok(usual < 2_000, `${usual} is expected`);
  });
});
