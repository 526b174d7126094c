import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatStatuses, statuses } from './statuses.ts';

test('statuses and ranges parse to statuses, each of them once', () => {
  assert.deepEqual(statuses.parse([429, '500-503', 502, 408]), [429, 500, 501, 502, 503, 408]);
});

test('formatted statuses parse to the same statuses', () => {
  const written = [408, 424, 429, 498, 500, 502, 503, 504, '520-599'];
  assert.deepEqual(formatStatuses(statuses.parse(written)), written);
  assert.deepEqual(formatStatuses([]), []);
});

test('a range outside 300 to 599, or with the higher status first, is rejected', () => {
  for (const range of ['200-299', '500-600', '599-520', '5xx', '500-', ' 500-599'])
    assert.equal(statuses.safeParse([range]).success, false, range);
});
