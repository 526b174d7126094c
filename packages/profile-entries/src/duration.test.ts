import assert from 'node:assert/strict';
import { test } from 'node:test';

import { duration } from './duration.ts';

test('a duration is a number of milliseconds or a number with a unit', () => {
  for (const [written, ms] of [
    [250, 250],
    ['250ms', 250],
    ['10s', 10_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
  ] as const) {
    assert.equal(duration.parse(written), ms, String(written));
  }
});

test('what is no duration is refused with examples', () => {
  for (const written of ['10', '10 s', 's', '-1s', '1w', '', null, true]) {
    const { error } = duration.safeParse(written);
    assert.match(error?.issues[0]?.message ?? '', /such as 250ms, 10s/, String(written));
  }
});

test('a duration is longer than nothing', () => {
  for (const written of [0, -5, '0s', Number.NaN, Infinity]) {
    assert.equal(duration.safeParse(written).success, false, String(written));
  }
});
