import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aContender } from '@laneway/testkit';

import { strict } from './strict.ts';

test('the best rank is served, however long the others have waited', () => {
  const contenders = [
    aContender({ name: 'gold', rank: 0 }, { enqueuedAtMs: 1_000 }),
    aContender({ name: 'bronze', rank: 2, depth: 500 }, { enqueuedAtMs: 0 }),
  ];
  assert.equal(strict().next(contenders), 0);
});
