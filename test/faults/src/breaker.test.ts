import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aFacadeConfig, anEndpointConfig, startEngine } from '@laneway/core/testing';

const { failover } = aFacadeConfig();

/** An engine with endpoints `a` and `b` whose breakers open after `failures` failures within ten seconds, for one second. */
function breaking(failures: number, attempts = 1) {
  const breaker = { failures, windowMs: 10_000, openMs: 1_000 };
  return startEngine({
    config: {
      endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name, slots: 10 })),
      facades: [aFacadeConfig({ endpoints: ['a', 'b'], failover: { ...failover, attempts, breaker } })],
    },
  });
}

type Engine = Awaited<ReturnType<typeof breaking>>;

const states = ({ gateway }: Engine) => gateway.endpoints().map(({ breaker }) => breaker);

test('while every breaker is open, requests wait without any work until one breaker lets one of them through', async () => {
  const engine = await breaking(1);
  const { backend, clock, send } = engine;
  send();
  backend.last().fail();
  clock.advance(300);
  send();
  backend.last().fail();
  assert.deepEqual(states(engine), ['open', 'open']);
  const clients = Array.from({ length: 50 }, () => send());
  const sent = backend.attempts.length;
  let wakings = 0;
  for (; backend.attempts.length === sent; wakings += 1) clock.advanceToNext();
  assert.ok(wakings <= 2, `the engine woke ${wakings} times`);
  assert.deepEqual(
    backend.open().map(({ endpoint }) => endpoint),
    ['a'],
  );
  backend.last().answer();
  assert.deepEqual(states(engine), ['closed', 'open']);
  for (let [attempt] = backend.open(); attempt !== undefined; [attempt] = backend.open()) attempt.answer();
  assert.ok(clients.every(({ status }) => status === 200));
});

test('while every breaker is open, a request whose deadline comes first is refused at that moment', async () => {
  const engine = await breaking(1);
  const { backend, clock, send } = engine;
  for (let request = 0; request < 2; request += 1) {
    send();
    backend.last().fail();
  }
  const client = send({ headers: ['x-ttl', '0.5'] });
  clock.advance(499);
  assert.equal(client.status, undefined);
  clock.advance(1);
  assert.equal(client.status, 412);
});

test('the configured number of failures within the window opens a breaker, consecutive or not; fewer never do', async () => {
  const engine = await breaking(3);
  const { backend, clock, send } = engine;
  const failing = () => {
    send();
    backend.last().fail();
  };
  const serving = () => {
    send();
    backend.last().answer();
  };
  for (let turn = 0; turn < 20; turn += 1) {
    failing();
    clock.advance(5_001);
    serving();
  }
  assert.deepEqual(states(engine), ['closed', 'closed']);
  clock.advance(10_000);
  failing();
  serving();
  failing();
  serving();
  assert.deepEqual(states(engine), ['closed', 'closed']);
  failing();
  assert.deepEqual(states(engine), ['open', 'closed']);
});

test('outcomes that are not the fault of an endpoint never open its breaker', async () => {
  const engine = await breaking(1);
  const { backend, clock, send } = engine;
  for (const status of [400, 401, 403, 404, 409, 413, 422]) {
    send();
    backend.last().answer(status, '{}');
  }
  send().cancel();
  const streaming = send();
  backend.last().head(200).data('half');
  streaming.cancel();
  send();
  backend.open('a')[0]?.throttle(50);
  backend.last().answer();
  clock.advance(50);
  assert.deepEqual(states(engine), ['closed', 'closed']);
});
