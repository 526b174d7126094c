import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SharedPool } from './shared-pool.ts';

const gold = { lane: 'gold', rank: 0, margin: 0.01 };

test('shared pool: the protected tier may take any free slot', () => {
  const pool = new SharedPool(4, [gold]);
  pool.visit('gold', 0, 0);
  for (let taken = 0; taken < 3; taken += 1) pool.begin('silver', 0);
  assert.equal(pool.admits(0, 0), true);
});

test('shared pool: a lower lane has the whole pool before the protected tier has sent anything', () => {
  const pool = new SharedPool(4, [gold]);
  for (let taken = 0; taken < 3; taken += 1) {
    assert.equal(pool.admits(1, 0), true);
    pool.begin('silver', 0);
  }
  assert.equal(pool.admits(1, 0), true);
});

test('shared pool: spills keep lower lanes out, and an idle pool serves them all the same', () => {
  const pool = new SharedPool(4, [gold]);
  for (let nowMs = 0; nowMs < 5_000; nowMs += 100) {
    const visit = pool.visit('gold', nowMs, 0);
    visit?.onSpill(nowMs);
    visit?.settle(10);
  }
  assert.equal(pool.admits(1, 5_000), true);
  const slot = pool.begin('silver', 5_000);
  assert.equal(pool.admits(1, 5_000), false);
  slot.end(5_100);
  assert.equal(pool.admits(1, 5_100), true);
});

test('shared pool: the headroom fades when the protected tier stays away', () => {
  const pool = new SharedPool(4, [gold]);
  for (let nowMs = 0; nowMs < 5_000; nowMs += 100) {
    pool.visit('gold', nowMs, 0)?.onSpill(nowMs);
  }
  pool.begin('silver', 5_000);
  assert.equal(pool.admits(1, 5_000), false);
  assert.equal(pool.admits(1, 120_000), true);
});

test('shared pool: its reading shows how busy the slots were', () => {
  const pool = new SharedPool(2, [gold]);
  const slot = pool.begin('gold', 0);
  slot.end(1_000);
  const { busy } = pool.reading(1_000);
  assert.ok(Math.abs(busy - 0.5) < 0.01, `${busy}`);
});
