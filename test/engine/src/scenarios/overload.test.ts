import assert from 'node:assert/strict';
import { test } from 'node:test';

import { overload } from './overload.ts';

const seeds = [1, 2, 3, 4, 5];

async function played(name: string) {
  const all = await Promise.all(seeds.map((seed) => overload(seed)));
  return all.map((figures) => ({ alone: figures['gold alone'] ?? {}, shared: figures[name] ?? {} }));
}

const reserved = await played('gold reserve 40%, bronze maxWait 5s');
const unreserved = await played('no reserve, no maxWait');

test('within its reserve, gold takes hardly longer at three times the load than alone', () => {
  for (const { alone, shared } of reserved) {
    const ratio = (shared['gold p99 ms'] ?? NaN) / (alone['gold p99 ms'] ?? NaN);
    assert.ok(ratio <= 1.2, `p99 is ${ratio} times as long`);
  }
});

test('every gold request is served, however many others are refused', () => {
  for (const { shared } of [...reserved, ...unreserved]) {
    assert.ok((shared['gold calls'] ?? 0) > 100);
    assert.equal(shared['gold not served'], 0);
  }
});

test('without a reserve, gold waits for the next slot that comes free, and for no other', () => {
  for (const { shared } of unreserved) {
    assert.equal(shared['slots past waiting gold'], 0);
    assert.equal(shared['releases waited for'], 1);
  }
});

test('bronze gets on all the time if it has a longest wait', () => {
  for (const { shared } of reserved) assert.ok((shared['bronze per s, worst 10 s'] ?? 0) >= 1);
});
