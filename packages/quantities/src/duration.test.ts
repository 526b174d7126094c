import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assert as check, integer, property } from 'fast-check';

import { formatDuration, parseDuration } from './duration.ts';

test('a duration is a number and a unit', () => {
  const written = {
    '250ms': 250,
    '2s': 2_000,
    '5m': 300_000,
    '1h': 3_600_000,
    '1d': 86_400_000,
    '1.5s': 1_500,
  };
  for (const [text, value] of Object.entries(written)) assert.deepEqual(parseDuration(text), { value }, text);
});

test('a formatted duration is parsed as the same duration', () => {
  check(
    property(integer({ min: 0, max: 24 * 86_400_000 }), (ms) => {
      assert.deepEqual(parseDuration(formatDuration(ms)), { value: ms });
    }),
  );
});

test('a duration is formatted with its largest whole unit', () => {
  assert.deepEqual([90_000, 60_000, 1_500, 0].map(formatDuration), ['90s', '1m', '1500ms', '0s']);
});

test('a number without a unit is refused, except 0', () => {
  assert.deepEqual(parseDuration(0), { value: 0 });
  const quantity = parseDuration(30);
  assert(
    'problem' in quantity && quantity.problem === 'A duration needs a unit.' && quantity.suggestion === '30s',
  );
});

test('a duration that is too long for a timer is refused', () => {
  assert.deepEqual(parseDuration('25d'), { problem: 'A duration must be at most 24d.' });
  assert.deepEqual(parseDuration(`1${'0'.repeat(400)}h`), { problem: 'A duration must be at most 24d.' });
});

test('each mistake in a duration has its own message, which does not quote it', () => {
  const wrong = new Map<unknown, string>([
    ['soon', 'This is not a duration.'],
    ['', 'This is not a duration.'],
    ['1h30m', 'This is not a duration.'],
    ['5sec', 'This is not a unit of time.'],
    ['-1s', 'A duration must not be negative.'],
    ['NaN', 'This is not a duration.'],
    [Number.NaN, 'This is not a duration.'],
    [-5, 'A duration must not be negative.'],
    [true, 'Expected a duration.'],
    [['1s'], 'Expected a duration.'],
  ]);
  for (const [written, problem] of wrong) {
    const quantity = parseDuration(written);
    assert.equal('problem' in quantity && quantity.problem, problem, String(written));
  }
});
