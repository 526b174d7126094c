import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import type { BreakerState } from '@laneway/contracts';
import { FakeClock } from '@laneway/testkit';
import * as fc from 'fast-check';

import type { BreakerConfig } from '../config.ts';
import { Breaker } from './breaker.ts';
import { TimerWheel } from '../time/timer-wheel.ts';

/** A breaker under a fake clock, and the changes that it has reported. */
function aBreaker(config: Partial<BreakerConfig> = {}) {
  const clock = new FakeClock();
  const changes: BreakerState[] = [];
  const breaker = new Breaker(
    { failures: 3, windowMs: 1_000, openMs: 500, ...config },
    {
      wheel: new TimerWheel(clock),
      now: () => clock.nowMs(),
      onChange: (state) => changes.push(state),
    },
  );
  return { breaker, clock, changes };
}

describe('Breaker', () => {
  let breaker: Breaker;
  let clock: FakeClock;
  let changes: BreakerState[];

  beforeEach(() => {
    ({ breaker, clock, changes } = aBreaker());
  });

  function fail(): void {
    breaker.record('failure', 0);
  }

  function open(): void {
    for (let failures = 0; failures < 3; failures += 1) fail();
  }

  test('opens on the configured number of failures within the window', () => {
    fail();
    clock.advance(400);
    fail();
    assert.equal(breaker.admits(), true);
    clock.advance(600);
    fail();
    assert.equal(breaker.admits(), false);
    assert.equal(breaker.state, 'open');
    assert.equal(breaker.openUntilMs, clock.nowMs() + 500);
    assert.deepEqual(changes, ['open']);
  });

  test('ignores failures that are older than the window', () => {
    fail();
    clock.advance(400);
    fail();
    clock.advance(601);
    fail();
    assert.equal(breaker.state, 'closed');
    clock.advance(399);
    fail();
    assert.equal(breaker.state, 'open');
  });

  test('opens at once if one failure is configured', () => {
    const strict = aBreaker({ failures: 1 }).breaker;
    strict.record('failure', 0);
    assert.equal(strict.state, 'open');
  });

  test('counts failures although successes came in between', () => {
    fail();
    fail();
    breaker.record('success', 0);
    fail();
    assert.equal(breaker.state, 'open');
  });

  test('becomes half-open by itself when the open time has passed', () => {
    open();
    clock.advance(499);
    assert.equal(breaker.state, 'open');
    clock.advance(1);
    assert.equal(breaker.state, 'half-open');
    assert.deepEqual(changes, ['open', 'half-open']);
  });

  test('admits one trial while half-open', () => {
    open();
    clock.advance(500);
    assert.equal(breaker.admits(), true);
    assert.equal(breaker.beginAttempt(), 1);
    assert.equal(breaker.admits(), false);
  });

  test('has no trial while closed', () => {
    assert.equal(breaker.beginAttempt(), 0);
    assert.equal(breaker.admits(), true);
  });

  test('closes with an empty window when the trial succeeds', () => {
    open();
    clock.advance(500);
    breaker.record('success', breaker.beginAttempt());
    assert.deepEqual(changes, ['open', 'half-open', 'closed']);
    fail();
    fail();
    assert.equal(breaker.state, 'closed');
  });

  test('opens again for the same time when the trial fails', () => {
    open();
    clock.advance(700);
    breaker.record('failure', breaker.beginAttempt());
    assert.equal(breaker.openUntilMs, clock.nowMs() + 500);
    clock.advance(500);
    assert.deepEqual(changes, ['open', 'half-open', 'open', 'half-open']);
  });

  test('admits another trial when the first one showed nothing', () => {
    open();
    clock.advance(500);
    breaker.record('unknown', breaker.beginAttempt());
    assert.equal(breaker.state, 'half-open');
    assert.equal(breaker.admits(), true);
  });

  test('learns nothing from attempts that began before it opened', () => {
    open();
    const { openUntilMs } = breaker;
    clock.advance(1);
    breaker.record('success', 0);
    breaker.record('failure', 0);
    assert.equal(breaker.openUntilMs, openUntilMs);
    clock.advance(499);
    breaker.beginAttempt();
    for (const health of ['success', 'failure', 'unknown'] as const) breaker.record(health, 0);
    assert.equal(breaker.state, 'half-open');
    assert.equal(breaker.admits(), false);
  });

  test('is closed, and stays so, when its settings change while it is open', () => {
    open();
    breaker.configure({ failures: 1, windowMs: 1_000, openMs: 500 });
    assert.equal(breaker.state, 'closed');
    clock.advance(500);
    assert.deepEqual(changes, ['open']);
    fail();
    assert.equal(breaker.state, 'open');
  });

  test('has no timer left when it is cancelled', () => {
    open();
    breaker.cancel();
    assert.equal(clock.pending, 0);
  });

  test('opens exactly when the window holds enough failures, for any times', () => {
    const gaps = fc.array(fc.nat(600), { minLength: 1, maxLength: 40, size: 'max' });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 6 }), (durations, failures) => {
        const any = aBreaker({ failures });
        const times: number[] = [];
        for (const duration of durations) {
          any.clock.advance(duration);
          const nowMs = any.clock.nowMs();
          times.push(nowMs);
          any.breaker.record('failure', 0);
          const enough = times.filter((time) => nowMs - time <= 1_000).length >= failures;
          assert.equal(any.breaker.state, enough ? 'open' : 'closed');
          if (enough) return;
        }
      }),
    );
  });

  test('a trial whose answer begins well closes it before the answer ends', () => {
    open();
    clock.advance(500);
    assert.equal(breaker.beginAttempt(), 1);
    assert.equal(breaker.answerBegan(1), true);
    assert.equal(breaker.state, 'closed');
    breaker.record('success', 1);
    assert.equal(breaker.state, 'closed');
  });

  test('the answer to an earlier trial says nothing of the present one', () => {
    open();
    clock.advance(500);
    const earlier = breaker.beginAttempt();
    breaker.answerBegan(earlier);
    open();
    clock.advance(500);
    breaker.beginAttempt();
    breaker.record('success', earlier);
    assert.equal(breaker.state, 'half-open');
    assert.equal(breaker.admits(), false);
  });
});

describe('Breaker that weighs', () => {
  function weighing(config: Partial<BreakerConfig>) {
    return aBreaker({ failures: undefined, ...config });
  }

  test('one failure in a hundred never opens it', () => {
    const { breaker, clock } = weighing({ consecutive: 5, rate: 0.5, samples: 20 });
    for (let attempt = 1; attempt <= 5_000; attempt += 1) {
      breaker.record(attempt % 100 === 0 ? 'failure' : 'success', 0);
      clock.advance(5);
    }
    assert.equal(breaker.state, 'closed');
  });

  test('opens on failures in a row, which a success interrupts', () => {
    const { breaker } = weighing({ consecutive: 3 });
    for (const health of ['failure', 'failure', 'success', 'failure', 'failure'] as const)
      breaker.record(health, 0);
    assert.equal(breaker.state, 'closed');
    breaker.record('failure', 0);
    assert.equal(breaker.state, 'open');
  });

  test('opens above the rate, once there are enough samples', () => {
    const { breaker } = weighing({ rate: 0.4, samples: 10 });
    const alternate = (attempts: number) => {
      for (let attempt = 0; attempt < attempts; attempt += 1)
        breaker.record(attempt % 2 === 0 ? 'success' : 'failure', 0);
    };
    alternate(9);
    assert.equal(breaker.state, 'closed');
    breaker.record('failure', 0);
    assert.equal(breaker.state, 'open');
  });

  test('samples outside the window do not count', () => {
    const { breaker, clock } = weighing({ rate: 0.4, samples: 4 });
    for (let failures = 0; failures < 3; failures += 1) breaker.record('failure', 0);
    clock.advance(1_100);
    breaker.record('failure', 0);
    assert.equal(breaker.state, 'closed');
  });

  test('ignores throttled and cancelled attempts', () => {
    const { breaker } = weighing({ consecutive: 1, rate: 0.1, samples: 1 });
    for (let attempt = 0; attempt < 50; attempt += 1) breaker.record('unknown', 0);
    assert.equal(breaker.state, 'closed');
  });
});
