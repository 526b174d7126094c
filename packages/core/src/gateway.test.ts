import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startEngine } from './testing/index.ts';

test('drain refuses new requests, and resolves when waiting and running ones have ended', async () => {
  const { backend, gateway, send } = await startEngine();
  const running = send();
  const waiting = send();
  let drained = false;
  const done = gateway.drain().finally(() => {
    drained = true;
  });
  const late = send();
  assert.equal(late.refusal?.code, 'draining');
  assert.equal(late.status, 503);
  assert.ok((late.refusal?.retryAfterMs ?? 0) > 0);
  backend.last().answer();
  await new Promise(setImmediate);
  assert.equal(drained, false);
  backend.last().answer();
  await done;
  assert.deepEqual([running.status, waiting.status], [200, 200]);
});

test('drain resolves at once without requests', async () => {
  const { gateway, send } = await startEngine();
  await gateway.drain();
  assert.deepEqual(gateway.health(), { ready: false, reasons: ['The gateway is shutting down.'] });
  assert.equal(send().refusal?.code, 'draining');
});

test('drain does not wait for clients that have left', async () => {
  const { gateway, send } = await startEngine();
  const clients = [send(), send()];
  const done = gateway.drain();
  for (const client of clients) client.cancel();
  await done;
  assert.equal(gateway.state().exchanges, 0);
});

test('close leaves no timer behind', async () => {
  const { backend, clock, gateway, send } = await startEngine();
  send({ headers: ['x-ttl', '100'] });
  send({ headers: ['x-ttl', '100'] });
  backend.last().throttle(1_000);
  clock.advance(1_000);
  for (const attempt of backend.open()) attempt.answer();
  for (const attempt of backend.open()) attempt.answer();
  await gateway.drain();
  await gateway.close();
  assert.equal(clock.pending, 0);
});
