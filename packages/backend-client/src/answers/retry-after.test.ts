import assert from 'node:assert/strict';
import { test } from 'node:test';

import { retryAfterMs, retryAfterTextMs } from './retry-after.ts';

const nowMs = Date.UTC(2026, 10, 21, 9, 0, 0);

function waitOf(headers: Readonly<Record<string, string>>, body = ''): number | undefined {
  const head = { status: 429, statusText: '', headers: Object.entries(headers).flat() };
  return retryAfterMs({ head, body: new TextEncoder().encode(body) }, nowMs);
}

test('retry-after-ms is used before everything else', () => {
  const others = { 'Retry-After': '9', 'x-ratelimit-reset-tokens': '8' };
  assert.equal(waitOf({ 'Retry-After-Ms': '1500', ...others }, 'retry after 7 seconds'), 1_500);
  assert.equal(waitOf({ 'retry-after-ms': '12.5', ...others }), 12.5);
});

test('a retry-after-ms of 0 is used only without Retry-After', () => {
  assert.equal(waitOf({ 'retry-after-ms': '0', 'retry-after': '3' }), 3_000);
  assert.equal(waitOf({ 'retry-after-ms': '0' }), 0);
});

test('Retry-After is seconds, with or without decimals, or a duration', () => {
  assert.equal(waitOf({ 'retry-after': '20' }), 20_000);
  assert.equal(waitOf({ 'retry-after': '0.25' }), 250);
  assert.equal(waitOf({ 'retry-after': '0' }), 0);
  assert.equal(waitOf({ 'retry-after': '1m30s' }), 90_000);
  assert.equal(waitOf({ 'retry-after': '86400' }), 86_400_000);
});

test('Retry-After is a date in any of the forms of HTTP', () => {
  for (const date of [
    'Sat, 21 Nov 2026 09:00:30 GMT',
    'Saturday, 21-Nov-26 09:00:30 GMT',
    'Sat Nov 21 09:00:30 2026',
  ]) {
    assert.equal(waitOf({ 'retry-after': date }), 30_000, date);
  }
});

test('a wait in the past is 0', () => {
  assert.equal(waitOf({ 'retry-after': 'Sat, 21 Nov 2026 08:59:00 GMT' }), 0);
  assert.equal(waitOf({ 'retry-after': '-5' }), 0);
  assert.equal(waitOf({ 'retry-after-ms': '-5' }), 0);
});

test('a header that is neither a number, a duration nor a date is ignored', () => {
  for (const value of ['NaN', 'Infinity', 'soon', '', '1e3', '0x10', 'Sat, 99 Nov 2026']) {
    assert.equal(waitOf({ 'retry-after': value, 'x-ratelimit-reset-requests': '4' }), 4_000, value);
    assert.equal(waitOf({ 'retry-after-ms': value, 'retry-after': '6' }), 6_000, value);
  }
});

test('resets of rate limits are seconds or durations', () => {
  for (const [value, ms] of Object.entries({
    '7': 7_000,
    '0.5': 500,
    '6m0s': 360_000,
    '17ms': 17,
    '1h2m': 3_720_000,
  })) {
    assert.equal(waitOf({ 'x-ratelimit-reset-tokens': value }), ms);
    assert.equal(waitOf({ 'x-rate-limit-reset-tokens': value }), ms);
    assert.equal(waitOf({ 'x-ratelimit-reset-requests': value }), ms);
  }
});

for (const [name, value, ms] of [
  ['x-ms-retry-after-ms', '2500', 2_500],
  ['retry-after-ms', '2500ms', 2_500],
  ['Retry-After', '20 seconds', 20_000],
  ['Retry-After', '2026-11-21T09:00:30Z', 30_000],
  ['X-RateLimit-Reset', String(nowMs + 30_000), 30_000],
  ['X-RateLimit-Reset', String(nowMs / 1000 + 30), 30_000],
  ['x-ratelimit-reset-tokens', '2026-11-21T09:00:30Z', 30_000],
  ['x-ratelimit-reset-tokens-minute', '12.5', 12_500],
  ['x-ratelimit-reset-requests', '2m59.56s', 179_560],
  ['anthropic-ratelimit-tokens-reset', '2026-11-21T09:00:30Z', 30_000],
  ['anthropic-ratelimit-input-tokens-reset', '2026-11-21T09:00:30Z', 30_000],
  ['ratelimit-reset', '30', 30_000],
  ['ratelimitbysize-reset', '30', 30_000],
  ['RateLimit', '"default";r=0;t=30', 30_000],
  ['RateLimit', 'limit=100, remaining=0, reset=30', 30_000],
] as const)
  test(`${name}: ${value} is a wait`, () => assert.equal(waitOf({ [name]: value }), ms));

test('limits of other kinds that have something left are ignored', () => {
  assert.equal(waitOf({ RateLimit: '"default";r=5;t=30' }), undefined);
  assert.equal(
    waitOf({
      'anthropic-ratelimit-tokens-reset': '2026-11-21T09:00:30Z',
      'anthropic-ratelimit-tokens-remaining': '7',
      'anthropic-ratelimit-requests-reset': '2026-11-21T09:00:05Z',
      'anthropic-ratelimit-requests-remaining': '0',
    }),
    5_000,
  );
  assert.equal(waitOf({ 'x-ratelimit-limit-requests': '50', 'x-ratelimit-remaining': '0' }), undefined);
});

test('of two limits the later reset is used', () => {
  assert.equal(waitOf({ 'x-ratelimit-reset-tokens': '7', 'x-ratelimit-reset-requests': '30' }), 30_000);
  assert.equal(waitOf({ 'x-ratelimit-reset-tokens': '7', 'x-ratelimit-reset-requests': '0' }), 7_000);
});

test('the reset of a limit that has something left is ignored', () => {
  const tokens = { 'x-ratelimit-reset-tokens': '2', 'x-ratelimit-remaining-tokens': '-1' };
  const requests = { 'x-ratelimit-reset-requests': '50', 'x-ratelimit-remaining-requests': '9' };
  assert.equal(waitOf({ ...tokens, ...requests }), 2_000);
  assert.equal(waitOf({ ...requests }), undefined);
});

test('a reset of 0 is ignored, and the body is read', () => {
  assert.equal(waitOf({ 'x-ratelimit-reset-tokens': '0' }, 'Please retry after 12 seconds.'), 12_000);
  assert.equal(waitOf({ 'x-ratelimit-reset-tokens': '0' }), undefined);
});

test('the text of an error names the wait in several ways', () => {
  for (const [text, ms] of Object.entries({
    'Please retry after 59 seconds.': 59_000,
    'Please Retry After 1 second': 1_000,
    'retry after 250 milliseconds': 250,
    'Please try again in 6m0s. Visit the site': 360_000,
    'Please try again in 1.2s': 1_200,
    'try again in 20ms.': 20,
    'Try again after 2 minutes': 120_000,
    'Please wait 30 seconds before retrying': 30_000,
    'Please retry in 34.074s.': 34_074,
    'Your limit resets at 2026-11-21T09:01:00Z.': 60_000,
    'Retry your request after 2 minutes and 5 seconds': 125_000,
  })) {
    assert.equal(retryAfterTextMs(text, nowMs), ms, text);
  }
});

for (const [where, body, ms] of [
  ["Google's RetryInfo", { error: { details: [{ retryDelay: '3.2s' }] } }, 3_200],
  ['a member of the error', { error: { retry_after: 12 } }, 12_000],
  ['a member in milliseconds', { error: { retry_after_ms: 1500 } }, 1_500],
  ['a member with its unit', { retryAfterSeconds: 2.5 }, 2_500],
  ['a member of a quota', { time_until_retry_seconds: 7 }, 7_000],
  ['a member with a reset', { error: { type: 'usage_limit_reached', resets_in_seconds: 3600 } }, 3_600_000],
  ['a point of time', { error: { resets_at: nowMs / 1000 + 60 } }, 60_000],
  [
    "OpenRouter's copy of a header",
    { error: { metadata: { headers: { 'X-RateLimit-Reset': String(nowMs + 9_000) } } } },
    9_000,
  ],
  [
    'an error within a text',
    { error: { message: JSON.stringify({ error: { retryDelay: '34s' } }) } },
    34_000,
  ],
] as const)
  test(`a wait is read from ${where}`, () => assert.equal(waitOf({}, JSON.stringify(body)), ms));

test('a wait is read from JSON that is cut short', () => {
  assert.equal(waitOf({}, '{"error":{"details":[{"retryDelay":"3.2s"},{"text":"'), 3_200);
});

test('other text names no wait', () => {
  for (const text of [
    '',
    'retry later',
    'retry after dinner',
    'retry after 3 attempts',
    'after 5 seconds',
    'seconds 5',
  ]) {
    assert.equal(retryAfterTextMs(text, nowMs), undefined, text);
  }
});

test('a body that is not text names no wait', () => {
  const head = { status: 429, statusText: '', headers: [] };
  assert.equal(
    retryAfterMs({ head, body: Uint8Array.from({ length: 256 }, (_, byte) => byte) }, nowMs),
    undefined,
  );
});
