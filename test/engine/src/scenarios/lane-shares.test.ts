import assert from 'node:assert/strict';
import { test } from 'node:test';

import { laneShares } from './lane-shares.ts';

const { 'by weight': expected = {}, 'weighted-fair': fair = {}, strict = {} } = await laneShares();

test('under weighted-fair, lanes get tokens in proportion to their weights, whatever the size of their requests', () => {
  assert.deepEqual(Object.keys(fair), ['gold', 'silver', 'bronze']);
  for (const [lane, share] of Object.entries(fair)) {
    const ratio = share / (expected[lane] ?? NaN);
    assert.ok(Math.abs(ratio - 1) <= 0.05, `${lane} gets ${ratio} of its share`);
  }
});

test('under strict, a best-ranked lane that always has calls waiting gets all tokens', () => {
  assert.ok((strict['gold'] ?? 0) >= 0.99, String(strict['gold']));
});
