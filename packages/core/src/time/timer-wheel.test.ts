import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import type { Clock } from '@laneway/contracts';
import * as fc from 'fast-check';

import { TimerEntry, TimerWheel } from './timer-wheel.ts';

const startMs = 1_790_000_000_000;

/** A clock that the test moves, and that keeps the timer that was set. */
class HandClock implements Clock {
  #nowMs = startMs;
  readonly timers = new Map<object, { readonly atMs: number; readonly fire: () => void }>();
  timersSet = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  setTimer(delayMs: number, fire: () => void): { cancel(): void } {
    const timer = { cancel: () => void this.timers.delete(timer) };
    this.timers.set(timer, { atMs: this.#nowMs + delayMs, fire });
    this.timersSet += 1;
    return timer;
  }

  /** Moves the time without firing timers, as a busy event loop does. */
  skip(durationMs: number): void {
    this.#nowMs += durationMs;
  }

  /** Moves the time and fires timers on time. */
  pass(durationMs: number): void {
    const endMs = this.#nowMs + durationMs;
    for (let due = this.#next(endMs); due !== undefined; due = this.#next(endMs)) {
      const [timer, { atMs, fire }] = due;
      this.timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, atMs);
      fire();
    }
    this.#nowMs = endMs;
  }

  #next(endMs: number): [object, { readonly atMs: number; readonly fire: () => void }] | undefined {
    return [...this.timers].find(([, timer]) => timer.atMs <= endMs);
  }
}

describe('TimerWheel', () => {
  let clock: HandClock;
  let wheel: TimerWheel;
  let fired: string[];

  beforeEach(() => {
    clock = new HandClock();
    wheel = new TimerWheel(clock);
    fired = [];
  });

  function scheduled(name: string, inMs: number): TimerEntry {
    const entry = new TimerEntry(() => fired.push(name));
    wheel.schedule(entry, clock.nowMs() + inMs);
    return entry;
  }

  test('calls an entry at its time and not before', () => {
    for (const inMs of [1, 63, 64, 65, 4095, 4096, 300_000, 16_777_217, 2 ** 31, 2 ** 36 + 5]) {
      scheduled(`${inMs}`, inMs);
      clock.pass(inMs - 1);
      assert.deepEqual(fired, [], `${inMs} ms is not over`);
      clock.pass(1);
      assert.deepEqual(fired.splice(0), [`${inMs}`]);
    }
  });

  test('calls an entry that lies beyond six levels at its time', () => {
    const inMs = 5 * 2 ** 36 + 12_345;
    scheduled('far', inMs);
    clock.pass(inMs - 1);
    assert.deepEqual(fired, []);
    clock.pass(1);
    assert.deepEqual(fired, ['far']);
  });

  test('calls entries in order of time, then of scheduling', () => {
    scheduled('late', 90);
    scheduled('soon', 20);
    scheduled('late too', 90);
    clock.skip(50);
    scheduled('late again', 40);
    clock.skip(1000);
    wheel.advance();
    assert.deepEqual(fired, ['soon', 'late', 'late too', 'late again']);
  });

  test('calls an entry of the past at the next advance', () => {
    clock.skip(10.5);
    scheduled('past', -5000);
    scheduled('now', 0);
    wheel.advance();
    assert.deepEqual(fired, ['past', 'now']);
  });

  test('calls an entry that a called entry schedules for now in the same advance', () => {
    const second = new TimerEntry(() => fired.push('second'));
    const first = new TimerEntry(() => wheel.schedule(second, clock.nowMs() - 1));
    wheel.schedule(first, clock.nowMs());
    wheel.advance();
    assert.deepEqual(fired, ['second']);
  });

  test('does not call an entry that a called entry cancels', () => {
    const victim = new TimerEntry(() => fired.push('victim'));
    const canceller = new TimerEntry(() => wheel.cancel(victim));
    wheel.schedule(canceller, clock.nowMs() + 5);
    wheel.schedule(victim, clock.nowMs() + 5);
    clock.pass(5);
    assert.deepEqual(fired, []);
    assert.equal(victim.scheduled, false);
  });

  test('moves an entry that is scheduled again', () => {
    const entry = scheduled('once', 10);
    wheel.schedule(entry, clock.nowMs() + 30);
    clock.pass(29);
    assert.deepEqual(fired, []);
    clock.pass(1);
    assert.deepEqual(fired, ['once']);
    assert.equal(wheel.size, 0);
  });

  test('lets an entry schedule itself again', () => {
    const entry: TimerEntry = new TimerEntry(() => {
      fired.push(`${clock.nowMs() - startMs}`);
      wheel.schedule(entry, clock.nowMs() + 100);
    });
    wheel.schedule(entry, clock.nowMs() + 100);
    clock.pass(350);
    assert.deepEqual(fired, ['100', '200', '300']);
  });

  test('ignores a call of advance from within an entry', () => {
    wheel.schedule(new TimerEntry(() => (wheel.advance(), fired.push('outer'))), clock.nowMs());
    scheduled('inner', 0);
    wheel.advance();
    assert.deepEqual(fired, ['outer', 'inner']);
  });

  test('keeps the other entries when one throws', () => {
    wheel.schedule(
      new TimerEntry(() => {
        throw new Error('broken');
      }),
      clock.nowMs() + 5,
    );
    scheduled('sound', 5);
    assert.throws(() => clock.pass(5), /broken/);
    clock.pass(0);
    assert.deepEqual(fired, ['sound']);
  });

  test('has one timer for many entries and none for no entry', () => {
    const entries = Array.from({ length: 100 }, (_, index) => scheduled(`${index}`, 1000 + index * 17));
    assert.equal(clock.timers.size, 1);
    for (const entry of entries) wheel.cancel(entry);
    assert.equal(clock.timers.size, 0);
  });

  test('sets a new timer only for an earlier entry', () => {
    scheduled('first', 1000);
    scheduled('later', 2000);
    assert.equal(clock.timersSet, 1);
    scheduled('earlier', 10);
    assert.equal(clock.timersSet, 2);
  });

  test('sets no timer that is too long for a signed 32-bit delay', () => {
    scheduled('far', 2 ** 36);
    const [timer] = clock.timers.values();
    assert.ok(timer !== undefined && timer.atMs - clock.nowMs() < 2 ** 31);
  });

  test('forgets everything when it is closed', () => {
    const entry = scheduled('never', 5);
    wheel.close();
    scheduled('never either', 5);
    assert.equal(clock.timers.size, 0);
    assert.equal(wheel.size, 0);
    assert.equal(entry.scheduled, false);
    clock.pass(10);
    assert.deepEqual(fired, []);
  });
});

type Step =
  | { readonly kind: 'schedule'; readonly entry: number; readonly inMs: number }
  | { readonly kind: 'cancel'; readonly entry: number }
  | { readonly kind: 'pass' | 'skip'; readonly durationMs: number }
  | { readonly kind: 'advance' };

const entries = 8;
const durations = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map((quarters) => quarters / 4),
  fc.nat(200),
  fc.nat(10_000),
  fc.nat(2 ** 26),
  fc.maxSafeNat().map((ms) => ms % 2 ** 38),
);
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('schedule' as const),
    entry: fc.nat(entries - 1),
    inMs: fc.oneof(
      durations,
      durations.map((ms) => -ms),
    ),
  }),
  fc.record({ kind: fc.constant('cancel' as const), entry: fc.nat(entries - 1) }),
  fc.record({ kind: fc.constantFrom('pass' as const, 'skip' as const), durationMs: durations }),
  fc.record({ kind: fc.constant('advance' as const) }),
);

/** The specification of a wheel: a list that is searched. */
class ListOfTimes {
  #waiting: { readonly entry: number; readonly tick: number }[] = [];

  schedule(entry: number, atMs: number, nowMs: number): void {
    this.cancel(entry);
    this.#waiting.push({ entry, tick: atMs <= nowMs ? Math.floor(atMs) : Math.ceil(atMs) });
    this.#waiting.sort((a, b) => a.tick - b.tick);
  }

  cancel(entry: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.entry !== entry);
  }

  takeDue(nowMs: number): number[] {
    const due = this.#waiting.filter(({ tick }) => tick <= nowMs);
    this.#waiting = this.#waiting.filter(({ tick }) => tick > nowMs);
    return due.map(({ entry }) => entry);
  }

  get size(): number {
    return this.#waiting.length;
  }
}

test('a TimerWheel calls the same entries in the same order as a sorted list', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 100, size: 'max' }), (sequence) => {
      const clock = new HandClock();
      const wheel = new TimerWheel(clock);
      const model = new ListOfTimes();
      const called: number[] = [];
      const wheelEntries = Array.from(
        { length: entries },
        (_, index) => new TimerEntry(() => called.push(index)),
      );

      for (const step of sequence) {
        take(step);
        const expected = step.kind === 'pass' || step.kind === 'advance' ? model.takeDue(clock.nowMs()) : [];
        assert.deepEqual(called.splice(0), expected);
        assert.equal(wheel.size, model.size);
        assert.equal(clock.timers.size, model.size === 0 ? 0 : 1);
      }

      function take(step: Step): void {
        switch (step.kind) {
          case 'schedule':
            model.schedule(step.entry, clock.nowMs() + step.inMs, clock.nowMs());
            return wheel.schedule(wheelEntries[step.entry] as TimerEntry, clock.nowMs() + step.inMs);
          case 'cancel':
            model.cancel(step.entry);
            return wheel.cancel(wheelEntries[step.entry] as TimerEntry);
          case 'advance':
            return wheel.advance();
          default:
            return clock[step.kind](step.durationMs);
        }
      }
    }),
    { numRuns: 500 },
  );
});
