import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assert as check, integer, property } from 'fast-check';

import { formatPercentage, parsePercentage } from './percentage.ts';

test('a percentage becomes a share', () => {
  const written = { '20%': 0.2, '12.5%': 0.125, '0%': 0, '100%': 1, ' 7 % ': 0.07 };
  for (const [text, value] of Object.entries(written))
    assert.deepEqual(parsePercentage(text), { value }, text);
});

test('a formatted percentage is parsed as the same share', () => {
  check(
    property(integer({ min: 0, max: 10_000 }), (hundredths) => {
      const share = hundredths / 100 / 100;
      assert.deepEqual(parsePercentage(formatPercentage(share)), { value: share });
    }),
  );
});

test('a number without a % sign gets a suggestion, unless it is ambiguous', () => {
  const suggestions = [0.2, 20, 1].map((written) => {
    const quantity = parsePercentage(written);
    return 'problem' in quantity ? quantity.suggestion : 'accepted';
  });
  assert.deepEqual(suggestions, ['20%', '20%', undefined]);
});

test('a share outside 0 to 100 % is refused', () => {
  for (const written of ['101%', '-1%']) {
    assert.deepEqual(parsePercentage(written), { problem: 'A percentage must be from 0% to 100%.' });
  }
});
