import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aLaneConfig, anEndpointConfig, requestIdsOf, startEngine } from '../testing/index.ts';

/** An engine with one endpoint of `slots` slots, and a function that sends `count` requests in a lane. */
async function reserving(slots: number, ...lanes: readonly Parameters<typeof aLaneConfig>[0][]) {
  const engine = await startEngine({
    config: { lanes: lanes.map((lane) => aLaneConfig(lane)), endpoints: [anEndpointConfig({ slots })] },
  });
  const send = (count: number, lane: string) => {
    for (let sent = 0; sent < count; sent += 1) engine.send({ id: lane, headers: ['x-priority', lane] });
  };
  const running = () => requestIdsOf(engine.backend.open());
  return { ...engine, send, running };
}

test('a lower lane leaves the reserve of a better lane free', async () => {
  const { gateway, running, send } = await reserving(5, { name: 'gold', reserve: 0.4 }, { name: 'bronze' });
  send(9, 'bronze');
  assert.deepEqual(running(), ['bronze', 'bronze', 'bronze']);
  send(3, 'gold');
  assert.deepEqual(running(), ['bronze', 'bronze', 'bronze', 'gold', 'gold']);
  assert.equal(gateway.state().waiting, 7);
});

test('slots that the better lane uses count towards its reserve', async () => {
  const { running, send } = await reserving(5, { name: 'gold', reserve: 0.4 }, { name: 'bronze' });
  send(2, 'gold');
  send(9, 'bronze');
  assert.equal(running().filter((lane) => lane === 'bronze').length, 3);
});

test('a better lane may use more than its reserve', async () => {
  const { running, send } = await reserving(5, { name: 'gold', reserve: 0.4 }, { name: 'bronze' });
  send(9, 'gold');
  assert.equal(running().length, 5);
});

test('a freed slot restores the reserve before a lower lane gets one', async () => {
  const { backend, running, send } = await reserving(2, { name: 'gold', reserve: 0.5 }, { name: 'bronze' });
  send(1, 'gold');
  send(2, 'bronze');
  backend.open()[0]?.answer();
  assert.deepEqual(running(), ['bronze']);
  backend.open()[0]?.answer();
  assert.deepEqual(running(), ['bronze']);
});

test('a lane leaves the reserves of all better lanes free', async () => {
  const { running, send } = await reserving(
    10,
    { name: 'gold', reserve: 0.2 },
    { name: 'silver', reserve: 0.3 },
    { name: 'bronze' },
  );
  send(20, 'bronze');
  assert.equal(running().length, 5);
  send(20, 'silver');
  assert.equal(running().length, 8);
  send(20, 'gold');
  assert.equal(running().length, 10);
});

test('a reserve is rounded up to whole slots', async () => {
  const { running, send } = await reserving(3, { name: 'gold', reserve: 0.1 }, { name: 'bronze' });
  send(3, 'bronze');
  assert.equal(running().length, 2);
});

test('a reserve of a whole number of slots is not rounded up', async () => {
  // 0.07 * 100 is 7.000000000000001 in floating-point numbers.
  const { running, send } = await reserving(100, { name: 'gold', reserve: 0.07 }, { name: 'bronze' });
  send(100, 'bronze');
  assert.equal(running().length, 93);
});

test('a request that has waited for maxWait still leaves the reserve of a better lane free', async () => {
  const lanes = [
    { name: 'gold', reserve: 0.5 },
    { name: 'bronze', maxWaitMs: 1_000 },
  ];
  const { clock, running, send } = await reserving(2, ...lanes);
  send(2, 'bronze');
  clock.advance(5_000);
  assert.deepEqual(running(), ['bronze']);
});

test('a slow start scales the reserve, so that a lower lane is served', async () => {
  const { backend, clock, running, send } = await reserving(
    20,
    { name: 'gold', reserve: 0.2 },
    { name: 'bronze' },
  );
  send(1, 'gold');
  backend.open()[0]?.throttle(300);
  clock.advance(1_000);
  backend.open()[0]?.answer();
  assert.deepEqual(running(), []);
  send(1, 'bronze');
  assert.deepEqual(running(), ['bronze']);
});

test('a reserve of all slots leaves one for a lower lane while the endpoint is idle', async () => {
  const { running, send } = await reserving(1, { name: 'gold', reserve: 0.2 }, { name: 'bronze' });
  send(1, 'bronze');
  assert.deepEqual(running(), ['bronze']);
});
