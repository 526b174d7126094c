import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { GatewayConfig, LaneConfig } from '../config.ts';
import { aLaneConfig, anEndpointConfig, aQueueConfig } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';

import { requestIdsOf } from '../testing/request-ids.ts';

const lanes: readonly LaneConfig[] = ['gold', 'silver', 'bronze'].map((name) => aLaneConfig({ name }));

/** An engine whose one slot is taken. */
async function busy(config: Partial<GatewayConfig>) {
  const engine = await startEngine({ config: { lanes, ...config } });
  const send = (lane: string, id = lane) => engine.send({ id, headers: ['x-priority', lane] });
  send('gold', 'first');
  return { ...engine, send };
}

test('a better request takes the place of the worst-ranked one that came last', async () => {
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

test('a request that ranks no better than all that wait is refused itself', async () => {
  const { gateway, send } = await busy({ queue: aQueueConfig({ capacity: 2 }) });
  send('silver', 'silver-1');
  send('silver', 'silver-2');
  assert.equal(send('silver', 'silver-3').refusal?.code, 'queue_full');
  assert.equal(send('bronze').refusal?.code, 'queue_full');
  assert.equal(gateway.explain('bronze')?.outcome, 'rejected');
  assert.equal(gateway.state().waiting, 2);
});

test('a lane may have a capacity of its own, which other lanes do not fill', async () => {
  const { send } = await busy({
    lanes: [aLaneConfig({ name: 'gold' }), aLaneConfig({ name: 'bronze', capacity: 1 })],
  });
  send('gold', 'gold-1');
  send('gold', 'gold-2');
  assert.equal(send('bronze', 'bronze-1').over, false);
  assert.equal(send('bronze', 'bronze-2').refusal?.code, 'queue_full');
});

test('a request that finds a free slot does not care how many wait for others', async () => {
  const { backend, send } = await busy({
    queue: aQueueConfig({ capacity: 1 }),
    lanes: [aLaneConfig({ name: 'gold', reserve: 0.5 }), aLaneConfig({ name: 'bronze' })],
    endpoints: [anEndpointConfig({ slots: 4 })],
  });
  for (let request = 0; request < 3; request += 1) send('bronze');
  assert.equal(send('gold').over, false);
  assert.deepEqual(requestIdsOf(backend.open()).at(-1), 'gold');
});

test('whoever is refused is told when a place may be free, from how fast the lane drains', async () => {
  const { backend, clock, send } = await busy({ queue: aQueueConfig({ capacity: 4 }) });
  // One request a second is served for a minute.
  for (let second = 0; second < 60; second += 1) {
    send('silver');
    clock.advance(1_000);
    backend.last().answer();
  }
  for (let request = 0; request < 4; request += 1) send('silver');
  const waitMs = send('silver').refusal?.retryAfterMs ?? 0;
  assert.ok(waitMs > 4_500 && waitMs < 5_500, `${waitMs} ms are not about five seconds`);
});

test('a request that comes back after an attempt is not bound by the capacity', async () => {
  const { backend, clock, gateway, send } = await busy({ queue: aQueueConfig({ capacity: 1 }) });
  const waiting = send('gold');
  backend.last().throttle(1_000);
  assert.equal(waiting.over, false);
  assert.equal(gateway.state().waiting, 2);
  clock.advance(1_000);
  assert.deepEqual(requestIdsOf(backend.open()), ['first']);
});
