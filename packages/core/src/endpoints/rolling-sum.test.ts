import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import * as fc from 'fast-check';

import { RollingSum } from './rolling-sum.ts';

const startMs = 1_790_000_000_000;

function aSum(): RollingSum {
  return new RollingSum(60_000, startMs);
}

describe('RollingSum', () => {
  test('adds up the amounts within the window', () => {
    const sum = aSum();
    sum.add(100, startMs, startMs);
    sum.add(20, startMs + 30_000, startMs + 30_000);
    assert.equal(sum.total(startMs + 59_999), 120);
    assert.equal(sum.total(startMs + 61_000), 20);
    assert.equal(sum.total(startMs + 91_000), 0);
  });

  test('says when the sum will have fallen to a limit', () => {
    const sum = aSum();
    sum.add(100, startMs, startMs);
    sum.add(20, startMs + 30_000, startMs + 30_000);
    const nowMs = startMs + 40_000;
    assert.equal(sum.fallsToAtMs(120, nowMs), nowMs);
    assert.equal(sum.fallsToAtMs(50, nowMs), startMs + 61_000);
    assert.equal(sum.fallsToAtMs(0, nowMs), startMs + 91_000);
  });

  test('applies a correction to the time of the original amount', () => {
    const sum = aSum();
    sum.add(100, startMs, startMs);
    sum.add(-60, startMs, startMs + 30_000);
    assert.equal(sum.total(startMs + 30_000), 40);
    assert.equal(sum.total(startMs + 61_000), 0);
  });

  test('ignores a correction of an amount that has left the window', () => {
    const sum = aSum();
    sum.add(100, startMs, startMs);
    sum.add(-60, startMs, startMs + 61_000);
    assert.equal(sum.total(startMs + 61_000), 0);
  });

  test('is never below the true sum of the last 60 s, and never above that of the last 61 s', () => {
    const step = fc.record({ delayMs: fc.nat(20_000), amount: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const sum = aSum();
        const added: { atMs: number; amount: number }[] = [];
        let nowMs = startMs;
        const within = (windowMs: number) =>
          added
            .filter(({ atMs }) => atMs > nowMs - windowMs)
            .reduce((total, { amount }) => total + amount, 0);
        for (const { delayMs, amount } of steps) {
          nowMs += delayMs;
          sum.add(amount, nowMs, nowMs);
          added.push({ atMs: nowMs, amount });
          assert.ok(sum.total(nowMs) >= within(60_000));
          assert.ok(sum.total(nowMs) <= within(61_000));
        }
        const emptyAtMs = sum.fallsToAtMs(0, nowMs);
        assert.equal(sum.total(emptyAtMs), 0);
      }),
    );
  });
});
