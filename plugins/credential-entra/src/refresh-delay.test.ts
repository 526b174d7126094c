import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refreshDelayMs, retryDelayMs } from './refresh-delay.ts';

const minuteMs = 60_000;
const never = () => 0;

test('a token is refreshed a fifth of its life before its end, a short-lived one 4.5 minutes, a very short-lived one half-way', () => {
  for (const [leftMinutes, delayMinutes] of [
    [600, 480],
    [60, 48],
    [12, 7.5],
    [9, 4.5],
    [6, 3],
    [1, 0.5],
  ] as const) {
    assert.equal(
      refreshDelayMs(leftMinutes * minuteMs, never),
      delayMinutes * minuteMs,
      `${leftMinutes} minutes`,
    );
  }
});

test('a token is refreshed at least daily', () => {
  assert.equal(refreshDelayMs(400 * 24 * 60 * minuteMs, never), 24 * 60 * minuteMs);
});

test('a refresh is up to a twentieth earlier at random, and a retry up to half', () => {
  assert.equal(
    refreshDelayMs(100 * minuteMs, () => 0.5),
    78 * minuteMs,
  );
  assert.equal(
    retryDelayMs(2, () => 0.5),
    3_000,
  );
});
