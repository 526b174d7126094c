import assert from 'node:assert/strict';
import { test } from 'node:test';

import strict from '@laneway/queue-policy-strict';
import weightedFair from '@laneway/queue-policy-weighted-fair';
import type { LaneConfig } from '@laneway/core';
import { aLaneConfig, aQueueConfig, aUse, requestIdsOf, startEngine } from '@laneway/core/testing';

/** An engine with this policy whose only slot is taken. */
async function busy(policy: 'strict' | 'weighted-fair', lanes: readonly LaneConfig[]) {
  const engine = await startEngine({
    config: { lanes, queue: aQueueConfig({ policy: aUse(policy) }) },
    plugins: { strict, 'weighted-fair': weightedFair },
  });
  engine.send({ id: 'first' });
  const send = (lane: string, count: number) => {
    for (let sent = 0; sent < count; sent += 1) engine.send({ id: lane, headers: ['x-priority', lane] });
  };
  /** Serves `count` requests, with `sizes` tokens by lane, and returns how many requests each lane has had served. */
  const serve = (count: number, sizes: Readonly<Record<string, number>>) => {
    for (let served = 0; served < count; served += 1) {
      const [id = ''] = requestIdsOf(engine.backend.open());
      engine.backend.last().answer(200, 'x'.repeat(4 * (sizes[id] ?? 1)));
    }
    const ids = requestIdsOf(engine.backend.attempts).slice(1);
    return Object.fromEntries(lanes.map(({ name }) => [name, ids.filter((id) => id === name).length]));
  };
  return { ...engine, send, serve };
}

const threeToOne = [aLaneConfig({ name: 'silver', weight: 3 }), aLaneConfig({ name: 'bronze', weight: 1 })];

test('strict: a lower lane is served only if no better lane has a request for the endpoint', async () => {
  const { send, serve } = await busy('strict', threeToOne);
  send('bronze', 5);
  send('silver', 5);
  assert.deepEqual(serve(6, {}), { silver: 5, bronze: 1 });
});

test('weighted-fair: waiting lanes share the slots by weight', async () => {
  const { send, serve } = await busy('weighted-fair', threeToOne);
  send('silver', 200);
  send('bronze', 200);
  const { silver, bronze } = serve(160, { silver: 100, bronze: 100 });
  assert.ok(
    Math.abs((silver ?? 0) - 120) <= 3 && Math.abs((bronze ?? 0) - 40) <= 3,
    `${silver} to ${bronze}`,
  );
});

test('weighted-fair: shares are counted in used tokens', async () => {
  const { send, serve } = await busy('weighted-fair', threeToOne);
  send('silver', 200);
  send('bronze', 200);
  const { silver, bronze } = serve(150, { silver: 300, bronze: 100 });
  // Three times the tokens in requests of three times the size is the same number of requests.
  assert.ok(Math.abs((silver ?? 0) - (bronze ?? 0)) <= 6, `${silver} to ${bronze}`);
});

test('weighted-fair: a lane earns no credit by sending nothing', async () => {
  const { send, serve } = await busy('weighted-fair', threeToOne);
  send('bronze', 100);
  serve(50, { bronze: 100 });
  send('silver', 100);
  const before = serve(0, {});
  const after = serve(40, { silver: 100, bronze: 100 });
  const got = (after['silver'] ?? 0) - (before['silver'] ?? 0);
  assert.ok(got >= 28 && got <= 32, `silver got ${got} of 40`);
});

test('weighted-fair: no lane waits for an empty one', async () => {
  const { backend, send, serve } = await busy('weighted-fair', threeToOne);
  send('bronze', 5);
  serve(6, {});
  assert.equal(backend.attempts.length, 6);
});

for (const policy of ['strict', 'weighted-fair'] as const) {
  test(`${policy}: a request that has waited for maxWait is next`, async () => {
    const lanes = [
      aLaneConfig({ name: 'silver', weight: 3 }),
      aLaneConfig({ name: 'bronze', maxWaitMs: 1_000 }),
    ];
    const { backend, clock, send } = await busy(policy, lanes);
    send('bronze', 1);
    clock.advance(1_000);
    send('silver', 1);
    backend.last().answer();
    assert.deepEqual(requestIdsOf(backend.open()), ['bronze']);
  });
}
