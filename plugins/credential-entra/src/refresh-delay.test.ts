import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refreshDelayMs, retryDelayMs } from './refresh-delay.ts';

const minuteMs = 60_000;
const never = () => 0;

test('long lives are refreshed a fifth before their end, short ones 4.5 minutes, very short ones half-way', () => {
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

test('however long a token lives, it is refreshed daily', () => {
  assert.equal(refreshDelayMs(400 * 24 * 60 * minuteMs, never), 24 * 60 * minuteMs);
});

test('chance makes a refresh up to a twentieth earlier, and a retry up to half', () => {
  assert.equal(
    refreshDelayMs(100 * minuteMs, () => 0.5),
    78 * minuteMs,
  );
  assert.equal(
    retryDelayMs(2, () => 0.5),
    3_000,
  );
});
