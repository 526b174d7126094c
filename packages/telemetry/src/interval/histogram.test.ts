import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import * as fc from 'fast-check';

import { Histogram } from './histogram.ts';

function of(...values: number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

function assertWithin5Percent(actual: number | undefined, expected: number): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= 0.05 * expected,
    `${actual} is not near ${expected}`,
  );
}

const durations = fc.double({ min: 0.001, max: 86_400_000, noNaN: true });

describe('Histogram', () => {
  test('has no percentiles before anything is recorded', () => {
    assert.equal(new Histogram().percentile(50), undefined);
  });

  test('counts values and sums them exactly', () => {
    const histogram = of(1, 2.5, 4);
    assert.equal(histogram.count, 3);
    assert.equal(histogram.sum, 7.5);
  });

  test('estimates percentiles', () => {
    const histogram = of(...Array.from({ length: 100 }, (_, index) => index + 1));
    assertWithin5Percent(histogram.percentile(0), 1);
    assertWithin5Percent(histogram.percentile(50), 50);
    assertWithin5Percent(histogram.percentile(99), 99);
    assertWithin5Percent(histogram.percentile(100), 100);
  });

  test('is at most 5 % off, from 1 µs to 24 h', () => {
    fc.assert(
      fc.property(
        fc.array(durations, { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const expected =
            values.toSorted((a, b) => a - b)[Math.ceil((percent / 100) * values.length) - 1] ?? 0;
          assertWithin5Percent(of(...values).percentile(percent), expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('counts values outside its range as the nearest inside it', () => {
    assertWithin5Percent(of(0).percentile(50), 0.001);
    assertWithin5Percent(of(-1).percentile(50), 0.001);
    assertWithin5Percent(of(1e15).percentile(50), 86_400_000);
  });

  test('ignores values that are not finite', () => {
    assert.equal(of(Number.NaN, Infinity, -Infinity).count, 0);
  });

  test('merges into what recording everything would have given', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000)), fc.array(fc.nat(1_000_000)), (a, b) => {
        const merged = of(...a);
        merged.merge(of(...b));
        const whole = of(...a, ...b);
        assert.equal(merged.count, whole.count);
        assert.equal(merged.sum, whole.sum);
        assert.equal(merged.percentile(90), whole.percentile(90));
      }),
    );
  });
});
