import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import { FakeClock } from '@laneway/testkit';

import { Slots } from './slots.ts';
import { Throttle } from './throttle.ts';
import { TimerWheel } from '../time/timer-wheel.ts';

describe('Throttle', () => {
  let clock: FakeClock;
  let slots: Slots;
  let throttle: Throttle;
  let ends: number;

  beforeEach(() => {
    clock = new FakeClock();
    slots = new Slots();
    slots.total = 20;
    ends = 0;
    throttle = new Throttle(slots, {
      wheel: new TimerWheel(clock),
      now: () => clock.nowMs(),
      onEnd: () => {
        ends += 1;
      },
    });
  });

  /** How long the throttle lasts, in milliseconds. */
  function lasts(askedMs: number | undefined): number {
    throttle.begin(askedMs);
    return (throttle.untilMs ?? 0) - clock.nowMs();
  }

  test('lasts as long as the backend asks', () => {
    assert.equal(lasts(700), 700);
    clock.advance(699);
    assert.equal(ends, 0);
    clock.advance(1);
    assert.equal(ends, 1);
    assert.equal(throttle.untilMs, undefined);
  });

  test('lasts one second if the backend gives no time', () => {
    assert.equal(lasts(undefined), 1_000);
  });

  test('lasts at least 20 ms', () => {
    assert.equal(lasts(0), 20);
  });

  test('lasts at most two minutes', () => {
    assert.equal(lasts(86_400_000), 120_000);
  });

  test('is prolonged, and never shortened', () => {
    assert.equal(throttle.begin(1_000), true);
    assert.equal(throttle.begin(500), false);
    assert.equal(throttle.begin(2_000), true);
    clock.advance(1_999);
    assert.equal(ends, 0);
    clock.advance(1);
    assert.equal(ends, 1);
  });

  test('is followed by a slow start: a tenth of the slots more for each accepted request', () => {
    throttle.begin(1_000);
    clock.advance(1_000);
    assert.equal(throttle.ceiling, 2);
    assert.equal(throttle.accepted(), true);
    assert.equal(throttle.ceiling, 4);
    for (let accepted = 0; accepted < 8; accepted += 1) throttle.accepted();
    assert.equal(throttle.ceiling, Infinity);
    assert.equal(throttle.accepted(), false);
  });

  test('starts slowly on top of the requests that are still in flight', () => {
    for (let taken = 0; taken < 7; taken += 1) slots.take({ name: 'any', rank: 0, reserve: 0 });
    throttle.begin(1_000);
    clock.advance(1_000);
    assert.equal(throttle.ceiling, 9);
  });

  test('limits no slots before the first throttle', () => {
    assert.equal(throttle.ceiling, Infinity);
    assert.equal(throttle.accepted(), false);
  });

  test('has no timer left when it is cancelled', () => {
    throttle.begin(1_000);
    throttle.cancel();
    assert.equal(clock.pending, 0);
  });
});
