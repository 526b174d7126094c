import assert from 'node:assert/strict';
import { test } from 'node:test';

import { waitTextMs } from './wait-text.ts';

const nowMs = Date.UTC(2026, 10, 21, 9, 0, 0);
const inThirtySeconds = nowMs + 30_000;

for (const [text, ms] of Object.entries({
  '20': 20_000,
  '0.25': 250,
  '-5': -5_000,
  '250ms': 250,
  '2s': 2_000,
  '3.2s': 3_200,
  '1.5h': 5_400_000,
  '6m0s': 360_000,
  '2m59.56s': 179_560,
  '1h2m3s4ms': 3_723_004,
  '1d': 86_400_000,
  '0s': 0,
  '850µs': 0.85,
  '5 s': 5_000,
  '30sec': 30_000,
  '20 seconds': 20_000,
  '1 minute': 60_000,
  '2 minutes and 5 seconds': 125_000,
  '1 hour, 30 mins': 5_400_000,
  PT1M30S: 90_000,
  [String(inThirtySeconds)]: 30_000,
  [String(inThirtySeconds / 1000)]: 30_000,
  [`${inThirtySeconds}000`]: 30_000,
  '2026-11-21T09:00:30Z': 30_000,
  '2026-11-21T10:00:30.500+01:00': 30_500,
  '2026-11-21 09:00:30 UTC': 30_000,
  '2026-11-21T09:00:30': 30_000,
  '2026-11-21T08:59:00Z': -60_000,
  'Sat, 21 Nov 2026 09:00:30 GMT': 30_000,
  'Saturday, 21-Nov-26 09:00:30 GMT': 30_000,
  'Sat Nov 21 09:00:30 2026': 30_000,
}))
  test(`${text} is a wait of ${ms} ms`, () =>
    assert.equal(Math.round((waitTextMs(text, nowMs) ?? NaN) * 1000) / 1000, ms));

for (const text of [
  '',
  's',
  'soon',
  'NaN',
  'Infinity',
  '1e3',
  '1e3s',
  '0x10',
  '.5s',
  '5.s',
  '-5s',
  '5 apples',
  'Sat, 99 Nov 2026',
  '2026-99-99T00:00:00Z',
  '2026'.repeat(2) + 's5',
])
  test(`${JSON.stringify(text)} is not a wait`, () => assert.equal(waitTextMs(text, nowMs), undefined));
