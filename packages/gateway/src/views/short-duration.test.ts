import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shortDuration } from './short-duration.ts';

test('a duration is said in the unit that tells most', () => {
  const said = [0, 87.4, 999, 999.6, 1_540, 9_940, 9_960, 61_000, 240_000].map(shortDuration);
  assert.deepEqual(said, ['0 ms', '87 ms', '999 ms', '1.0 s', '1.5 s', '9.9 s', '10 s', '61 s', '4 min']);
});
