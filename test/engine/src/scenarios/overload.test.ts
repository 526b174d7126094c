import assert from 'node:assert/strict';
import { test } from 'node:test';

import { overload } from './overload.ts';

const seeds = [1, 2, 3, 4, 5];

/** For each seed, the figures of gold alone and those of the case called `name`. */
async function compared(name: string) {
  const all = await Promise.all(seeds.map((seed) => overload(seed)));
  return all.map((figures) => ({ alone: figures['gold alone'] ?? {}, shared: figures[name] ?? {} }));
}

const reserved = await compared('gold reserve 40%, bronze maxWait 5s');
const unreserved = await compared('no reserve, no maxWait');

test('within its reserve, gold takes at most 20 % longer at three times the load than alone, at p99', () => {
  for (const { alone, shared } of reserved) {
    const ratio = (shared['gold p99 ms'] ?? NaN) / (alone['gold p99 ms'] ?? NaN);
    assert.ok(ratio <= 1.2, `p99 is ${ratio} times as long`);
  }
});

test('every gold request is served, however many others are not', () => {
  for (const { shared } of [...reserved, ...unreserved]) {
    assert.ok((shared['gold calls'] ?? 0) > 100);
    assert.equal(shared['gold not served'], 0);
  }
});

test('without a reserve, gold gets the next slot that is released', () => {
  for (const { shared } of unreserved) {
    assert.equal(shared['slots past waiting gold'], 0);
    assert.equal(shared['releases waited for'], 1);
  }
});

test('with a maxWait, bronze is served at least once a second in every 10 s', () => {
  for (const { shared } of reserved) assert.ok((shared['bronze per s, worst 10 s'] ?? 0) >= 1);
});
