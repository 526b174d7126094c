import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { DrainRate } from './drain-rate.ts';

const startMs = 1_790_000_000_000;

/** Notes one event every `everyMs` for `durationMs`. */
function steady(everyMs: number, durationMs: number, rate = new DrainRate(), fromMs = startMs): DrainRate {
  for (let passedMs = everyMs; passedMs <= durationMs; passedMs += everyMs) rate.note(fromMs + passedMs);
  return rate;
}

function assertNear(actual: number, expected: number, share: number): void {
  assert.ok(Math.abs(actual - expected) <= share * expected, `${actual} is not near ${expected}`);
}

describe('DrainRate', () => {
  test('is 0 before the first event', () => {
    assert.equal(new DrainRate().perSecond(startMs), 0);
  });

  test('equals a steady rate', () => {
    assertNear(steady(100, 120_000).perSecond(startMs + 120_000), 10, 0.02);
  });

  test('equals a steady rate soon after the first event', () => {
    assertNear(steady(100, 2000).perSecond(startMs + 2000), 10, 0.1);
  });

  test('counts a single event as one per second', () => {
    assertNear(steady(100, 100).perSecond(startMs + 100), 1, 0.1);
  });

  test('halves in ten seconds without events', () => {
    const rate = steady(100, 120_000);
    assertNear(rate.perSecond(startMs + 130_000), 5, 0.02);
    assertNear(rate.perSecond(startMs + 140_000), 2.5, 0.02);
  });

  test('moves half of the way to a new rate in ten seconds', () => {
    const rate = steady(100, 120_000);
    steady(50, 10_000, rate, startMs + 120_000);
    assertNear(rate.perSecond(startMs + 130_000), 15, 0.02);
  });

  test('restarts after a long time without events', () => {
    const rate = steady(100, 120_000);
    steady(100, 2000, rate, startMs + 10_000_000);
    assertNear(rate.perSecond(startMs + 10_002_000), 10, 0.1);
  });
});
