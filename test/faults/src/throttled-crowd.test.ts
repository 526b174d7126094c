import assert from 'node:assert/strict';
import { test } from 'node:test';

import roundRobin from '@laneway/balancer-round-robin';
import { aFacadeConfig, aLaneConfig, anEndpointConfig, aUse, startEngine } from '@laneway/core/testing';
import { aModelServer } from '@laneway/model-server';
import { FakeClock } from '@laneway/testkit';

import { ask } from './harness/ask.ts';
import { serveGateway } from './harness/serve-gateway.ts';
import { until } from './harness/until.ts';

const names = ['a', 'b', 'c'];
const laneNames = ['gold', 'silver', 'bronze'];
const slots = 8;
const crowd = 500;
const pauseMs = 2_000;
const lanes = laneNames.map((name) => aLaneConfig({ name }));
const path = '/openai/deployments/gpt-4o/chat/completions';
const body = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 16 };

/** Requests arrive in the lanes in turn, the worst rank first. */
function laneOf(index: number): string {
  return laneNames.at(-1 - (index % laneNames.length)) ?? '';
}

test('500 clients wait until a throttle of all backends ends: served in lane order, few at first, never more than the slots', async () => {
  const { backend, clock, gateway, send } = await startEngine({
    config: {
      lanes,
      endpoints: names.map((name) => anEndpointConfig({ name, slots })),
      facades: [aFacadeConfig({ endpoints: names, balancer: aUse('round-robin') })],
    },
    plugins: { 'round-robin': roundRobin },
  });
  for (const _ of names) send({ headers: ['x-priority', 'gold'] });
  for (let [attempt] = backend.open(); attempt !== undefined; [attempt] = backend.open())
    attempt.throttle(pauseMs);
  const clients = Array.from({ length: crowd }, (_, index) =>
    send({ headers: ['x-priority', laneOf(index)] }),
  );
  const before = backend.attempts.length;
  clock.advance(pauseMs - 1);
  assert.equal(backend.attempts.length, before);
  assert.equal(gateway.state().waiting, crowd + names.length);

  clock.advance(1);
  const atFirst = names.map((name) => backend.open(name).length);
  assert.deepEqual(atFirst, [1, 1, 1]);
  let most = 0;
  for (let open = backend.open(); open.length > 0; open = backend.open()) {
    most = Math.max(most, ...names.map((name) => backend.open(name).length));
    open[0]?.answer();
  }
  assert.equal(most, slots);
  assert.ok(clients.every(({ status }) => status === 200));
  const order = backend.attempts.slice(before).map(({ request }) => request.headers.join());
  const ranks = order.map((headers) => laneNames.findIndex((name) => headers.includes(`x-priority,${name}`)));
  assert.equal(ranks.length, crowd + names.length);
  assert.deepEqual(
    ranks,
    ranks.toSorted((a, b) => a - b),
  );
});

test('500 connections wait until a throttle of all backends ends: no client gets an error', async (t) => {
  const clock = new FakeClock();
  const backends = await Promise.all(
    names.map(() => aModelServer(t, { clock, capacity: { kind: 'concurrency', slots } })),
  );
  const { engine, proxy } = await serveGateway(t, {
    clock,
    config: {
      lanes,
      endpoints: backends.map(({ url }, index) =>
        anEndpointConfig({ name: names[index] ?? '', url, slots, connector: aUse('direct') }),
      ),
      facades: [aFacadeConfig({ endpoints: names, balancer: aUse('least-connections') })],
    },
  });
  for (const backend of backends)
    backend.setFault({ kind: 'throttle', form: 'azure', retryAfterMs: pauseMs });
  const come = (lane: string) => ask(proxy.url, { path, body, headers: { 'x-priority': lane } });
  const first = names.map(() => come('gold'));
  await until(t, () => engine.state().waiting === first.length);
  const refusals = backends.map(({ ledger }) => ledger.length);
  for (const backend of backends) backend.clearFaults();
  const answers = [...first, ...Array.from({ length: crowd }, (_, index) => come(laneOf(index)))];
  await until(t, () => engine.state().waiting === answers.length);
  assert.deepEqual(
    backends.map(({ ledger }) => ledger.length),
    refusals,
  );
  clock.advance(pauseMs);
  const statuses = new Set((await Promise.all(answers)).map(({ status }) => status));
  assert.deepEqual(statuses, new Set([200]));
  for (const [index, { ledger, peakActive }] of backends.entries()) {
    assert.ok(peakActive <= slots);
    assert.ok(ledger.slice(refusals[index]).every(({ status }) => status === 200));
  }
  assert.equal(engine.state().exchanges, 0);
});
