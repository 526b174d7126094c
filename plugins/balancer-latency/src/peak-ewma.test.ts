import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PeakEwma } from './peak-ewma.ts';

test('the average begins with its first sample', () => {
  assert.equal(new PeakEwma(200, 0, 10_000).at(0), 200);
});

test('a slower sample counts in full at once', () => {
  const average = new PeakEwma(200, 0, 10_000);
  average.add(900, 1);
  assert.equal(average.at(1), 900);
});

test('a faster sample counts more, the older the last one is', () => {
  assert.ok(after(100) > 880);
  assert.ok(after(10_000) < 500);

  function after(ms: number): number {
    const average = new PeakEwma(900, 0, 10_000);
    average.add(100, ms);
    return average.at(ms);
  }
});

test('without samples the average falls to a third in its decay time', () => {
  assert.equal(Math.round(new PeakEwma(1_000, 0, 10_000).at(10_000)), 368);
});
