import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aLaneConfig, startEngine } from '../testing/index.ts';

/** An engine whose only slot has served one request a second for a minute, from `lanes` in turn, and is taken now. */
async function steady(lanes: readonly string[] = ['gold', 'bronze']) {
  const engine = await startEngine({
    config: { lanes: ['gold', 'bronze'].map((name) => aLaneConfig({ name })) },
  });
  const send = (lane: string, ...headers: readonly string[]) =>
    engine.send({ headers: ['x-priority', lane, ...headers] });
  for (let second = 0; second < 60; second += 1) {
    const lane = lanes[second % lanes.length] ?? 'gold';
    send(lane);
    engine.clock.advance(1_000);
    engine.backend.last().answer();
  }
  send('gold');
  return { ...engine, send };
}

function near(actual: number | undefined, expectedMs: number): void {
  const message = `${actual} ms is not about ${expectedMs} ms`;
  assert.ok(actual !== undefined && Math.abs(actual - expectedMs) < expectedMs / 10, message);
}

test('the predicted wait of a lane is the number of tickets ahead divided by the drain rate', async () => {
  const { gateway, send } = await steady(['gold']);
  for (let waiting = 0; waiting < 9; waiting += 1) send('gold');
  const [gold] = gateway.lanes();
  near(gold?.predictedWaitMs, 10_000);
  near(gold?.drainRate === undefined ? undefined : 1_000 / gold.drainRate, 1_000);
  assert.equal(gold?.depth, 9);
});

test('the explained wait of a request is that of its lane, and about the real one', async () => {
  const { backend, clock, gateway, send } = await steady(['gold']);
  for (let waiting = 0; waiting < 4; waiting += 1) send('gold');
  const explained: unknown = JSON.parse(send('gold', 'x-laneway-explain', 'true').body);
  const predicted = gateway.lanes()[0]?.predictedWaitMs;
  assert.ok(typeof explained === 'object' && explained !== null && 'predictedWaitMs' in explained);
  assert.equal(explained.predictedWaitMs, predicted);
  const client = send('gold');
  assert.equal(gateway.explain(client.handle?.id ?? '')?.predictedWaitMs, predicted);
  for (let second = 0; second < 6; second += 1) {
    clock.advance(1_000);
    backend.last().answer();
  }
  near(predicted, Number(client.header('x-laneway-queue-ms')));
});

test('in an empty lane, the tickets of better-ranked lanes are ahead', async () => {
  const { gateway, send } = await steady();
  for (let waiting = 0; waiting < 9; waiting += 1) send('gold');
  near(gateway.lanes()[1]?.predictedWaitMs, 10_000);
});

test('the predicted wait is 0 while a slot is free', async () => {
  const { gateway } = await startEngine();
  assert.equal(gateway.lanes()[0]?.predictedWaitMs, 0);
});

test('while every endpoint is throttled, the predicted wait is at least the rest of the throttle', async () => {
  const { backend, send } = await steady(['gold']);
  backend.last().throttle(40_000);
  const explained: unknown = JSON.parse(send('gold', 'x-laneway-explain', 'true').body);
  assert.ok(typeof explained === 'object' && explained !== null && 'predictedWaitMs' in explained);
  assert.equal(explained.predictedWaitMs, 40_000);
});

test('requeued requests do not raise the drain rate', async () => {
  const { backend, clock, gateway, send } = await steady(['gold']);
  for (let turn = 0; turn < 30; turn += 1) {
    backend.last().throttle(1_000);
    clock.advance(1_000);
  }
  send('gold');
  const [gold] = gateway.lanes();
  assert.ok((gold?.predictedWaitMs ?? 0) > 10_000, `${gold?.predictedWaitMs} ms is too short`);
});
