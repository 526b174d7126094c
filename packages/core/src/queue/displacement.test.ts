import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { GatewayConfig, LaneConfig } from '../config.ts';
import { aLaneConfig, anEndpointConfig, aQueueConfig, requestIdsOf, startEngine } from '../testing/index.ts';

const lanes: readonly LaneConfig[] = ['gold', 'silver', 'bronze'].map((name) => aLaneConfig({ name }));

/** An engine whose only slot is taken. */
async function busy(config: Partial<GatewayConfig>) {
  const engine = await startEngine({ config: { lanes, ...config } });
  const send = (lane: string, id = lane) => engine.send({ id, headers: ['x-priority', lane] });
  send('gold', 'first');
  return { ...engine, send };
}

test('in a full queue, a better-ranked request displaces the newest request of the worst lane', async () => {
  const { gateway, send } = await busy({ queue: aQueueConfig({ capacity: 3 }) });
  const silver = send('silver');
  const bronze1 = send('bronze', 'bronze-1');
  const bronze2 = send('bronze', 'bronze-2');
  send('gold');
  assert.deepEqual([silver.over, bronze1.over], [false, false]);
  assert.equal(bronze2.refusal?.code, 'queue_full');
  assert.equal(bronze2.status, 429);
  assert.equal(gateway.explain('bronze-2')?.outcome, 'evicted');
});

test('in a full queue, a request that outranks none of the waiting ones is rejected', async () => {
  const { gateway, send } = await busy({ queue: aQueueConfig({ capacity: 2 }) });
  send('silver', 'silver-1');
  send('silver', 'silver-2');
  assert.equal(send('silver', 'silver-3').refusal?.code, 'queue_full');
  assert.equal(send('bronze').refusal?.code, 'queue_full');
  assert.equal(gateway.explain('bronze')?.outcome, 'rejected');
  assert.equal(gateway.state().waiting, 2);
});

test('requests of other lanes do not count towards the capacity of a lane', async () => {
  const { send } = await busy({
    lanes: [aLaneConfig({ name: 'gold' }), aLaneConfig({ name: 'bronze', capacity: 1 })],
  });
  send('gold', 'gold-1');
  send('gold', 'gold-2');
  assert.equal(send('bronze', 'bronze-1').over, false);
  assert.equal(send('bronze', 'bronze-2').refusal?.code, 'queue_full');
});

test('a request that finds a free slot is served although the queue is full', async () => {
  const { backend, send } = await busy({
    queue: aQueueConfig({ capacity: 1 }),
    lanes: [aLaneConfig({ name: 'gold', reserve: 0.5 }), aLaneConfig({ name: 'bronze' })],
    endpoints: [anEndpointConfig({ slots: 4 })],
  });
  for (let request = 0; request < 3; request += 1) send('bronze');
  assert.equal(send('gold').over, false);
  assert.deepEqual(requestIdsOf(backend.open()).at(-1), 'gold');
});

test('a rejected request gets the predicted wait as its Retry-After', async () => {
  const { backend, clock, send } = await busy({ queue: aQueueConfig({ capacity: 4 }) });
  // For a minute, one request is served each second.
  for (let second = 0; second < 60; second += 1) {
    send('silver');
    clock.advance(1_000);
    backend.last().answer();
  }
  for (let request = 0; request < 4; request += 1) send('silver');
  const waitMs = send('silver').refusal?.retryAfterMs ?? 0;
  assert.ok(waitMs > 4_500 && waitMs < 5_500, `${waitMs} ms is not about five seconds`);
});

test('a requeued request waits although the queue is full', async () => {
  const { backend, clock, gateway, send } = await busy({ queue: aQueueConfig({ capacity: 1 }) });
  const waiting = send('gold');
  backend.last().throttle(1_000);
  assert.equal(waiting.over, false);
  assert.equal(gateway.state().waiting, 2);
  clock.advance(1_000);
  assert.deepEqual(requestIdsOf(backend.open()), ['first']);
});
