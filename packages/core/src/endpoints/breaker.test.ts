import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import * as fc from 'fast-check';

import { Breaker } from './breaker.ts';

describe('Breaker', () => {
  let breaker: Breaker;

  beforeEach(() => {
    breaker = new Breaker({ failures: 3, windowMs: 1000, openMs: 500 });
  });

  function openAt(nowMs: number): void {
    breaker.recordFailure(nowMs);
    breaker.recordFailure(nowMs);
    breaker.recordFailure(nowMs);
  }

  test('opens at the last of as many failures as it may have in its window', () => {
    assert.equal(breaker.recordFailure(0), false);
    assert.equal(breaker.recordFailure(400), false);
    assert.equal(breaker.admits(), true);
    assert.equal(breaker.recordFailure(1000), true);
    assert.equal(breaker.admits(), false);
    assert.deepEqual(breaker.state, { kind: 'open', untilMs: 1500 });
    assert.equal(breaker.openUntilMs, 1500);
  });

  test('overlooks failures that are older than its window', () => {
    breaker.recordFailure(0);
    breaker.recordFailure(400);
    assert.equal(breaker.recordFailure(1001), false);
    assert.equal(breaker.recordFailure(1400), true);
  });

  test('opens at once if one failure is enough', () => {
    const strict = new Breaker({ failures: 1, windowMs: 1000, openMs: 500 });
    assert.equal(strict.recordFailure(0), true);
  });

  test('does not let a success make up for failures', () => {
    breaker.recordFailure(0);
    breaker.recordFailure(1);
    assert.equal(breaker.recordSuccess(2), false);
    assert.equal(breaker.recordFailure(3), true);
  });

  test('half opens only when it is open', () => {
    assert.equal(breaker.halfOpen(), false);
    openAt(0);
    assert.equal(breaker.halfOpen(), true);
    assert.equal(breaker.halfOpen(), false);
  });

  test('admits one trial when it is half open', () => {
    openAt(0);
    breaker.halfOpen();
    assert.equal(breaker.admits(), true);
    breaker.startTrial();
    assert.equal(breaker.admits(), false);
  });

  test('closes with an empty window when the trial succeeds', () => {
    openAt(0);
    breaker.halfOpen();
    breaker.startTrial();
    assert.equal(breaker.recordSuccess(500), true);
    assert.deepEqual(breaker.state, { kind: 'closed' });
    assert.equal(breaker.recordFailure(501), false);
    assert.equal(breaker.recordFailure(502), false);
  });

  test('opens again for as long when the trial fails', () => {
    openAt(0);
    breaker.halfOpen();
    breaker.startTrial();
    assert.equal(breaker.recordFailure(700), true);
    assert.equal(breaker.openUntilMs, 1200);
  });

  test('admits another trial when one was abandoned', () => {
    openAt(0);
    breaker.halfOpen();
    breaker.startTrial();
    breaker.abandonTrial();
    assert.equal(breaker.admits(), true);
  });

  test('learns nothing from attempts that began before it opened', () => {
    openAt(0);
    assert.equal(breaker.recordSuccess(1), false);
    assert.equal(breaker.recordFailure(2), false);
    assert.equal(breaker.openUntilMs, 500);
    breaker.halfOpen();
    assert.equal(breaker.recordSuccess(501), false);
    assert.equal(breaker.recordFailure(502), false);
    assert.deepEqual(breaker.state, { kind: 'half-open', trial: false });
  });

  test('opens exactly when the window holds enough failures, for any times', () => {
    const gaps = fc.array(fc.nat(600), { minLength: 1, maxLength: 40, size: 'max' });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 6 }), (durations, failures) => {
        const any = new Breaker({ failures, windowMs: 1000, openMs: 500 });
        const times: number[] = [];
        let nowMs = 0;
        for (const duration of durations) {
          nowMs += duration;
          times.push(nowMs);
          const within = times.filter((time) => nowMs - time <= 1000).length;
          assert.equal(any.recordFailure(nowMs), within >= failures);
          if (within >= failures) return;
        }
      }),
    );
  });
});
