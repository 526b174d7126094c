import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Repeats } from './repeats.ts';

test('the first of a kind passes, and then one per minute', () => {
  const repeats = new Repeats();
  assert.equal(repeats.pass('a', 0), 0);
  assert.equal(repeats.pass('a', 59_999), undefined);
  assert.equal(repeats.pass('a', 60_000), 1);
});

test('the next one that passes has the number of those held back', () => {
  const repeats = new Repeats();
  for (let turn = 0; turn < 8; turn += 1) repeats.pass('a', turn);
  assert.equal(repeats.pass('a', 60_000), 7);
  assert.equal(repeats.pass('a', 120_000), 0);
});

test('different kinds do not hold each other back', () => {
  const repeats = new Repeats();
  repeats.pass('a', 0);
  assert.equal(repeats.pass('b', 0), 0);
});

test('the number of kinds is bounded: the oldest are forgotten', () => {
  const repeats = new Repeats();
  for (let kind = 0; kind <= 1_000; kind += 1) repeats.pass(`kind-${kind}`, 0);
  assert.equal(repeats.pass('kind-1000', 1), undefined);
  assert.equal(repeats.pass('kind-0', 1), 0);
});
