import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import * as fc from 'fast-check';

import { Allowance } from './allowance.ts';

const startMs = 1_790_000_000_000;
const tokens = { windowMs: 60_000, burstMs: 3_000 };
const requests = { windowMs: 10_000, burstMs: 5_000 };

/** Takes `amounts`, each as soon as there is room. Returns when each was taken. */
function spend(allowance: Allowance, amounts: readonly number[]): { atMs: number; amount: number }[] {
  let nowMs = startMs;
  return amounts.map((amount) => {
    nowMs = allowance.roomAtMs(nowMs);
    assert.ok(allowance.hasRoom(nowMs));
    allowance.take(amount, nowMs);
    allowance.correct(amount, amount, nowMs, nowMs);
    return { atMs: nowMs, amount };
  });
}

/** The largest sum of amounts within any window of `windowMs`. */
function mostWithin(windowMs: number, spent: readonly { atMs: number; amount: number }[]): number {
  const sums = spent.map(({ atMs: endMs }) =>
    spent
      .filter(({ atMs }) => atMs <= endMs && atMs > endMs - windowMs)
      .reduce((sum, { amount }) => sum + amount, 0),
  );
  return Math.max(...sums);
}

describe('Allowance', () => {
  test('allows a burst after a pause, and then an even rate', () => {
    const spent = spend(
      new Allowance(60_000, tokens, startMs),
      Array.from({ length: 30 }, () => 500),
    );
    assert.equal(spent.filter(({ atMs }) => atMs === startMs).length, 6);
    const [before, last] = spent.slice(-2);
    const paceMs = (last?.atMs ?? 0) - (before?.atMs ?? 0);
    assert.ok(paceMs > 510 && paceMs < 520, `one every ${paceMs} ms`);
  });

  test('lets nearly the whole quota be spent, and never more than it within a minute', () => {
    const spent = spend(
      new Allowance(60_000, tokens, startMs),
      Array.from({ length: 600 }, () => 1_000),
    );
    const elapsedMs = (spent.at(-1)?.atMs ?? 0) - startMs;
    assert.ok((600 * 1_000 * 60_000) / elapsedMs >= 0.95 * 60_000);
    assert.ok(mostWithin(60_000, spent) <= 60_000);
  });

  test('lets at most a sixth of the requests of a minute pass within ten seconds', () => {
    const spent = spend(
      new Allowance(600, requests, startMs),
      Array.from({ length: 1_000 }, () => 1),
    );
    assert.ok(mostWithin(10_000, spent) <= 100);
  });

  test('lets an amount larger than the quota pass, and then nothing until that has left the window', () => {
    const allowance = new Allowance(600, tokens, startMs);
    allowance.take(5_000, startMs);
    const roomAtMs = allowance.roomAtMs(startMs);
    assert.ok(roomAtMs > startMs + 60_000 && Number.isFinite(roomAtMs));
    assert.ok(allowance.hasRoom(roomAtMs));
  });

  test('gives back the part of an estimate that was not used', () => {
    const allowance = new Allowance(60_000, tokens, startMs);
    allowance.take(60_000, startMs);
    assert.ok(!allowance.hasRoom(startMs));
    allowance.correct(60_000, 0, startMs, startMs);
    assert.equal(allowance.level(startMs), 2_910);
    assert.ok(allowance.hasRoom(startMs));
  });

  test('is not slowed down by an estimate that was far too high', () => {
    const allowance = new Allowance(60_000, tokens, startMs);
    allowance.take(1_000_000, startMs);
    allowance.correct(1_000_000, 500, startMs, startMs);
    assert.ok(allowance.hasRoom(startMs));
    const spent = spend(
      allowance,
      Array.from({ length: 60 }, () => 500),
    );
    assert.ok((spent.at(-1)?.atMs ?? 0) < startMs + 35_000);
  });

  test('never lets equal amounts exceed the quota within a window, whatever their size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), (amount) => {
        const spent = spend(
          new Allowance(60_000, tokens, startMs),
          Array.from({ length: 300 }, () => amount),
        );
        assert.ok(mostWithin(60_000, spent) <= 60_000);
      }),
    );
  });
});
