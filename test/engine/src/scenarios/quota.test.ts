import assert from 'node:assert/strict';
import { test } from 'node:test';

import { quota } from './quota.ts';

const { 'by weight': due = {}, 'weighted-fair': fair = {}, strict = {} } = await quota();

test('weighted-fair gives lanes tokens in proportion to their weights, however large their requests', () => {
  assert.deepEqual(Object.keys(fair), ['gold', 'silver', 'bronze']);
  for (const [lane, share] of Object.entries(fair)) {
    const ratio = share / (due[lane] ?? NaN);
    assert.ok(Math.abs(ratio - 1) <= 0.05, `${lane} gets ${ratio} of its share`);
  }
});

test('strict gives the best-ranked lane all that it asks for', () => {
  assert.ok((strict['gold'] ?? 0) >= 0.99, String(strict['gold']));
});
