import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goDuration, throttleAnswer } from './throttle-answer.ts';
import type { ThrottleForm } from './throttle-answer.ts';

const nowMs = Date.UTC(2026, 10, 21, 8, 0, 0);
const inSixMinutes = { retryAfterMs: 360_000, nowMs };

const forms: Readonly<Record<ThrottleForm, Readonly<Record<string, string>>>> = {
  azure: { 'retry-after-ms': '360000', 'Retry-After': '360' },
  'retry-after-ms': { 'retry-after-ms': '360000' },
  'retry-after-seconds': { 'Retry-After': '360' },
  'retry-after-decimal': { 'Retry-After': '360' },
  'retry-after-date': { 'Retry-After': 'Sat, 21 Nov 2026 08:06:00 GMT' },
  'reset-tokens-seconds': { 'x-ratelimit-reset-tokens': '360' },
  'reset-tokens-duration': { 'x-ratelimit-reset-tokens': '6m0s' },
  'reset-requests-other-spelling': { 'x-rate-limit-reset-requests': '360' },
  message: {},
  none: {},
  'insufficient-quota': {},
  requeue: { S7PREQUEUE: 'true', 'retry-after-ms': '360000' },
};

for (const form of Object.keys(forms) as ThrottleForm[]) {
  test(`throttle: a 429 of the form ${form} gives the wait in no other form`, () => {
    const { status, headers, parts } = throttleAnswer({ ...inSixMinutes, form });
    const { 'Content-Type': _type, 'Content-Length': _length, ...waits } = headers;
    assert.equal(status, 429);
    assert.deepEqual(waits, forms[form]);
    const body = Buffer.concat(parts.map(({ bytes }) => bytes)).toString();
    assert.equal(body.includes('retry after 360 seconds'), form === 'azure' || form === 'message');
  });
}

test('throttle: the decimal form keeps fractions of a second', () => {
  const { headers } = throttleAnswer({ form: 'retry-after-decimal', retryAfterMs: 1_500, nowMs });
  assert.equal(headers['Retry-After'], '1.5');
});

test('throttle: durations are written in the format of Go', () => {
  assert.deepEqual([17, 1_000, 1_500, 360_000, 61_500].map(goDuration), [
    '17ms',
    '1s',
    '1.5s',
    '6m0s',
    '1m1.5s',
  ]);
});
