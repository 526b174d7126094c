import assert from 'node:assert/strict';
import { test } from 'node:test';

import { flood } from './flood.ts';

const { 'no flood': calm = {}, flood: flooded = {}, 'ten equal callers': equal = {} } = await flood();

test('the waits of callers grow by at most 30 % at p95 when another caller of their lane sends 500 requests at once', () => {
  assert.equal(flooded['waits measured'], calm['waits measured']);
  assert.ok((calm['wait p95 ms'] ?? 0) > 0, 'callers wait even without the flood');
  const ratio = (flooded['wait p95 ms'] ?? NaN) / (calm['wait p95 ms'] ?? NaN);
  assert.ok(ratio <= 1.3, `p95 is ${ratio} times as long`);
});

test('ten callers that always have requests waiting get equal tokens, whatever the size of their requests', () => {
  const index = equal['Jain index of tokens'] ?? NaN;
  assert.ok(index >= 0.95, `Jain index is ${index}`);
});

test('no slot is free while a request waits', () => {
  for (const figures of [calm, flooded, equal]) assert.equal(figures['idle moments'], 0);
});
