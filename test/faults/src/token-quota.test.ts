import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MeteredEngine } from './harness/metered-engine.ts';

/** Limit of each of the three backends, in tokens per minute. */
const tpm = 60_000;

test('a load just below the limit of three backends is served without waiting, and none of them throttles', async (t) => {
  const engine = await MeteredEngine.start(t, tpm);
  const offered = 170_000;
  await engine.offer({ gold: offered }, 6);
  assert.ok(engine.servedTokens(1, 6) / 5 >= 0.95 * offered);
  await engine.finish();
  assert.equal(engine.refusals(1), 0);
  assert.ok(engine.sent.every(({ client }) => client.status === 200));
  const waits = engine.startsOf('gold').map(({ sentAtMs, startedAtMs }) => startedAtMs - sentAtMs);
  assert.ok(Math.max(...waits) <= 10_000, `one waited for ${Math.max(...waits)} ms`);
});

test('of a load far above the limit, nearly the limit is served, the better lane first, and the rest later', async (t) => {
  const engine = await MeteredEngine.start(t, tpm);
  await engine.offer({ gold: 100_000, bronze: 160_000 }, 6);
  assert.ok(engine.servedTokens(1, 6) / 5 >= 0.95 * 3 * tpm);
  assert.ok(engine.waiting > 300, `only ${engine.waiting} wait`);
  await engine.finish();
  assert.equal(engine.refusals(1), 0);
  assert.ok(engine.sent.every(({ client }) => client.status === 200));
  for (const lane of ['gold', 'bronze']) {
    const starts = engine.startsOf(lane).map(({ startedAtMs }) => startedAtMs);
    assert.deepEqual(
      starts,
      starts.toSorted((a, b) => a - b),
    );
  }
  const gold = engine.startsOf('gold');
  for (const { startedAtMs: atMs } of engine.startsOf('bronze')) {
    const waits = gold.some(({ sentAtMs, startedAtMs }) => sentAtMs < atMs && startedAtMs > atMs);
    assert.ok(!waits, 'none of the worse lane is served while one of the better waits');
  }
});
