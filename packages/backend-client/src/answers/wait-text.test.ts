import assert from 'node:assert/strict';
import { test } from 'node:test';

import { durationMs } from './wait-text.ts';

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

test('a text without a unit, or with anything beside durations, is not a duration', () => {
  for (const text of ['', '5', 's', '5 s', '-5s', '5s ', '5sec', '1e3s', '.5s', '5.s']) {
    assert.equal(durationMs(text), undefined, text);
  }
});
