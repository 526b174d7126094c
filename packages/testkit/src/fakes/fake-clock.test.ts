import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FakeClock } from './fake-clock.ts';

test('the clock starts at 2026-01-01 by default', () => {
  assert.equal(new FakeClock().nowMs(), Date.UTC(2026, 0, 1));
});

test('timers fire in order of their due times, each at its own time', () => {
  const clock = new FakeClock(0);
  const fired: [string, number][] = [];
  clock.setTimer(30, () => fired.push(['c', clock.nowMs()]));
  clock.setTimer(10, () => fired.push(['a', clock.nowMs()]));
  clock.setTimer(20, () => fired.push(['b', clock.nowMs()]));
  clock.advance(25);
  assert.deepEqual(fired, [
    ['a', 10],
    ['b', 20],
  ]);
  assert.equal(clock.nowMs(), 25);
});

test('timers due together fire in the order in which they were set', () => {
  const clock = new FakeClock();
  const fired: string[] = [];
  for (const name of ['a', 'b', 'c']) clock.setTimer(5, () => fired.push(name));
  clock.advance(5);
  assert.deepEqual(fired, ['a', 'b', 'c']);
});

test('a timer set by another timer fires in the same advance if it falls due', () => {
  const clock = new FakeClock(0);
  const moments: number[] = [];
  const tick = () => {
    moments.push(clock.nowMs());
    clock.setTimer(10, tick);
  };
  clock.setTimer(10, tick);
  clock.advance(35);
  assert.deepEqual(moments, [10, 20, 30]);
  assert.equal(clock.pending, 1);
});

test('a timer without delay fires at the next advance, not at once', () => {
  const clock = new FakeClock();
  let fired = false;
  clock.setTimer(0, () => (fired = true));
  assert.equal(fired, false);
  clock.advance(0);
  assert.equal(fired, true);
});

test('a cancelled timer never fires, and cancelling again does nothing', () => {
  const clock = new FakeClock();
  const timer = clock.setTimer(5, () => assert.fail('fired'));
  timer.cancel();
  timer.cancel();
  assert.equal(clock.pending, 0);
  clock.advance(10);
});

test('a timer may cancel one that is due at the same moment', () => {
  const clock = new FakeClock();
  clock.setTimer(5, () => second.cancel());
  const second = clock.setTimer(5, () => assert.fail('fired'));
  clock.advance(5);
  assert.equal(clock.pending, 0);
});

test('advanceToNext moves to the next due time and fires every timer due then', () => {
  const clock = new FakeClock(0);
  const fired: string[] = [];
  clock.setTimer(7, () => fired.push('a'));
  clock.setTimer(7, () => fired.push('b'));
  clock.setTimer(9, () => fired.push('c'));
  assert.equal(clock.advanceToNext(), true);
  assert.deepEqual([clock.nowMs(), fired], [7, ['a', 'b']]);
  assert.equal(clock.advanceToNext(), true);
  assert.equal(clock.advanceToNext(), false);
  assert.equal(clock.nowMs(), 9);
});

test('negative durations and NaN throw a RangeError', () => {
  const clock = new FakeClock();
  assert.throws(() => clock.setTimer(-1, () => {}), RangeError);
  assert.throws(() => clock.setTimer(Number.NaN, () => {}), RangeError);
  assert.throws(() => clock.advance(-1), RangeError);
});

test('a timer that sets itself again without delay is an error, not a hang', () => {
  const clock = new FakeClock();
  const again = () => void clock.setTimer(0, again);
  again();
  assert.throws(() => clock.advance(1), /keeps setting itself again/);
});
