import assert from 'node:assert/strict';
import { test } from 'node:test';

import { UsageOnce } from './usage-once.ts';

function background(id: number) {
  return { object: 'response', background: true, id: `resp_${id}` };
}

test('remembers the last 10,000 background responses', () => {
  const once = new UsageOnce();
  for (let id = 0; id <= 10_000; id += 1) assert.ok(once.isFirst(background(id), 'GET'));
  assert.equal(once.isFirst(background(1), 'GET'), false);
  assert.equal(once.isFirst(background(10_000), 'GET'), false);
  assert.ok(once.isFirst(background(0), 'GET'));
});
