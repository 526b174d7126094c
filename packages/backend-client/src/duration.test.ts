import assert from 'node:assert/strict';
import { test } from 'node:test';

import { durationMs, durationOption } from './duration.ts';

test('a duration is numbers with units, added up', () => {
  const cases = {
    '250ms': 250,
    '2s': 2_000,
    '1.5h': 5_400_000,
    '6m0s': 360_000,
    '1h2m3s4ms': 3_723_004,
    '1d': 86_400_000,
    '0s': 0,
  };
  for (const [text, ms] of Object.entries(cases)) assert.equal(durationMs(text), ms, text);
});

test('what has no unit, or more than durations, is none', () => {
  for (const text of ['', '5', 's', '5 s', '-5s', '5s ', '5sec', '1e3s', '.5s', '5.s']) {
    assert.equal(durationMs(text), undefined, text);
  }
});

test('an option takes milliseconds or text, and gives milliseconds', () => {
  assert.equal(durationOption.parse(1_500), 1_500);
  assert.equal(durationOption.parse('1.5s'), 1_500);
});

test('an option refuses what is no duration or none greater than 0, and says what it expects', () => {
  for (const value of ['0s', 0, -1, Number.NaN, Number.POSITIVE_INFINITY, null, {}]) {
    assert.equal(durationOption.safeParse(value).success, false);
  }
  assert.match(durationOption.safeParse('soon').error?.message ?? '', /such as 250ms, 10s, 5m or 1h/);
});
