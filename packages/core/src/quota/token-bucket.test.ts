import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import * as fc from 'fast-check';

import { TokenBucket } from './token-bucket.ts';

const startMs = 1_790_000_000_000;

describe('TokenBucket', () => {
  test('begins full, with the tokens of a burst', () => {
    assert.equal(new TokenBucket(6000, 10_000, startMs).level(startMs), 1000);
  });

  test('holds at least 1, however small its rate', () => {
    assert.equal(new TokenBucket(3, 5000, startMs).level(startMs), 1);
  });

  test('refills steadily up to its capacity', () => {
    const bucket = new TokenBucket(6000, 10_000, startMs);
    bucket.take(1000, startMs);
    assert.equal(bucket.level(startMs + 1000), 100);
    assert.equal(bucket.level(startMs + 60_000), 1000);
  });

  test('has room for any amount while it is not empty', () => {
    const bucket = new TokenBucket(6000, 10_000, startMs);
    bucket.take(999, startMs);
    assert.equal(bucket.hasRoom(startMs), true);
    bucket.take(5000, startMs);
    assert.equal(bucket.level(startMs), -4999);
    assert.equal(bucket.hasRoom(startMs), false);
  });

  test('has no room when it is just empty', () => {
    const bucket = new TokenBucket(6000, 10_000, startMs);
    bucket.take(1000, startMs);
    assert.equal(bucket.hasRoom(startMs), false);
  });

  test('returns at most up to its capacity', () => {
    const bucket = new TokenBucket(6000, 10_000, startMs);
    bucket.take(500, startMs);
    bucket.give(200, startMs);
    assert.equal(bucket.level(startMs), 700);
    bucket.give(9999, startMs);
    assert.equal(bucket.level(startMs), 1000);
  });

  test('keeps its filled share when its rate changes', () => {
    const bucket = new TokenBucket(6000, 10_000, startMs);
    bucket.take(750, startMs);
    bucket.resize(12_000, startMs);
    assert.equal(bucket.level(startMs), 500);
    assert.equal(bucket.level(startMs + 1000), 700);
  });

  test('holds an amount above its capacity when it is full', () => {
    const bucket = new TokenBucket(6000, 10_000, startMs);
    assert.equal(bucket.holds(1_000_000, startMs), true);
    bucket.take(1, startMs);
    assert.equal(bucket.holds(1_000_000, startMs), false);
    assert.equal(bucket.holds(999, startMs), true);
    assert.equal(bucket.holds(1000, startMs), false);
  });

  const rates = fc.double({ min: 1, max: 1e8, noNaN: true });
  const amounts = fc.oneof(
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.double({ min: 0.01, max: 1e5, noNaN: true }),
  );
  const moments = fc.double({ min: startMs, max: startMs + 1e9, noNaN: true });

  test('has room at the time that it returns, and not a millisecond earlier', () => {
    fc.assert(
      fc.property(rates, amounts, moments, (perMinute, amount, nowMs) => {
        const bucket = new TokenBucket(perMinute, 5000, nowMs);
        bucket.take(amount, nowMs);
        const roomAtMs = bucket.roomAtMs(nowMs);
        assert.equal(bucket.hasRoom(roomAtMs), true);
        assert.equal(bucket.hasRoom(nowMs), roomAtMs === nowMs);
        if (roomAtMs - 1.1 > nowMs) assert.equal(bucket.hasRoom(roomAtMs - 1.1), false);
      }),
      { numRuns: 2000 },
    );
  });

  test('holds an amount at the time that it returns, whatever happened in between', () => {
    fc.assert(
      fc.property(
        rates,
        fc.array(amounts, { minLength: 1 }),
        amounts,
        moments,
        (perMinute, taken, amount, startedMs) => {
          const bucket = new TokenBucket(perMinute, 60_000, startedMs);
          let nowMs = startedMs;
          for (const each of taken) {
            bucket.take(each, nowMs);
            nowMs += 0.37;
          }
          assert.equal(bucket.holds(amount, bucket.holdsAtMs(amount, nowMs)), true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
