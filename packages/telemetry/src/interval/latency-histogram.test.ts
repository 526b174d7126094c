import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { LatencyHistogram } from './latency-histogram.ts';

function aHistogram(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

function exactPercentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}

const times = fc.array(fc.double({ min: 0.001, max: 86_400_000, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
});
const percents = fc.constantFrom(0, 1, 50, 90, 99, 100);

test('percentiles are within 4 % of the exact ones', () => {
  fc.assert(
    fc.property(times, percents, (values, percent) => {
      const exact = exactPercentile(values, percent);
      const told = aHistogram(values).percentile(percent) ?? NaN;
      assert.ok(Math.abs(told - exact) <= 0.04 * exact, `${told} for ${exact}`);
    }),
  );
});

test('count and mean are exact', () => {
  const histogram = aHistogram([1, 2, 6]);
  assert.equal(histogram.count, 3);
  assert.equal(histogram.mean, 3);
});

test('nothing recorded has no percentile and no mean', () => {
  assert.equal(aHistogram([]).percentile(50), undefined);
  assert.equal(aHistogram([]).mean, undefined);
});

test('times of zero are told as next to nothing', () => {
  assert.ok((aHistogram([0, 0, 0]).percentile(99) ?? NaN) < 0.01);
});

test('merged histograms tell what one that had seen all would', () => {
  fc.assert(
    fc.property(times, times, percents, (some, others, percent) => {
      const merged = aHistogram(some);
      merged.merge(aHistogram(others));
      const all = aHistogram([...some, ...others]);
      assert.equal(merged.count, all.count);
      assert.equal(merged.percentile(percent), all.percentile(percent));
    }),
  );
});
