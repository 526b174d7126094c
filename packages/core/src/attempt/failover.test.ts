import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FailoverConfig, GatewayConfig } from '../config.ts';
import { aFacadeConfig, anEndpointConfig } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';

/** An engine with endpoints of these names in one facade. */
function withEndpoints(
  names: readonly string[],
  failover: Partial<FailoverConfig> = {},
  config: Partial<GatewayConfig> = {},
) {
  const facade = aFacadeConfig();
  return startEngine({
    config: {
      endpoints: names.map((name) => anEndpointConfig({ name })),
      facades: [aFacadeConfig({ endpoints: names, failover: { ...facade.failover, ...failover } })],
      ...config,
    },
  });
}

const order = ({ backend }: Awaited<ReturnType<typeof withEndpoints>>) =>
  backend.attempts.map(({ endpoint }) => endpoint).join(' ');

for (const status of [408, 500, 502, 503, 504]) {
  test(`a ${status} is tried at another endpoint, and the client sees only the good answer`, async () => {
    const engine = await withEndpoints(['a', 'b']);
    const client = engine.send();
    engine.backend.last().answer(status, 'bad');
    engine.backend.last().answer(200, 'good');
    assert.equal(order(engine), 'a b');
    assert.equal(client.status, 200);
    assert.equal(client.body, 'good');
    assert.equal(client.header('x-laneway-attempts'), '2');
    assert.equal(client.header('x-laneway-endpoint'), 'b');
  });
}

for (const status of [400, 401, 403, 404, 409, 410, 413, 415, 422]) {
  test(`a ${status} is returned as it is, after one attempt`, async () => {
    const engine = await withEndpoints(['a', 'b']);
    const client = engine.send();
    engine.backend.last().answer(status, '{"error":"as sent"}', ['x-reason', 'yours']);
    assert.equal(order(engine), 'a');
    assert.equal(client.status, status);
    assert.equal(client.body, '{"error":"as sent"}');
    assert.equal(client.header('x-reason'), 'yours');
  });
}

test('a connection that fails before the first byte is tried elsewhere', async () => {
  const engine = await withEndpoints(['a', 'b', 'c']);
  const client = engine.send();
  engine.backend.last().fail('connect');
  engine.backend.last().fail('reset');
  engine.backend.last().answer();
  assert.equal(order(engine), 'a b c');
  assert.equal(client.status, 200);
});

test('endpoints that have failed are tried again only when no other is left', async () => {
  const engine = await withEndpoints(['a', 'b'], { attempts: 4 });
  engine.send();
  for (let attempt = 0; attempt < 4; attempt += 1) engine.backend.last().fail();
  assert.equal(order(engine), 'a b a a');
});

test('when all attempts gave the same status, the client gets the last answer', async () => {
  const engine = await withEndpoints(['a', 'b', 'c']);
  const client = engine.send();
  for (const body of ['first', 'second', 'third']) engine.backend.last().answer(503, body);
  assert.equal(client.status, 503);
  assert.equal(client.body, 'third');
});

test('when attempts disagree, the gateway answers for itself, without a word about backends', async () => {
  const engine = await withEndpoints(['a', 'b']);
  const client = engine.send();
  engine.backend.last().fail('connect');
  engine.backend.last().answer(503, 'secret');
  engine.backend.last().answer(500, 'secret');
  assert.equal(client.refusal?.code, 'bad_gateway');
  assert.equal(client.status, 502);
  assert.doesNotMatch(client.refusal?.message ?? '', /secret|\.test/);
});

test('no more attempts are made than configured', async () => {
  const engine = await withEndpoints(['a', 'b', 'c'], { attempts: 2 });
  engine.send();
  engine.backend.last().fail();
  engine.backend.last().fail();
  assert.equal(order(engine), 'a b');
});

test('with retries, the same endpoint is tried so many times again before the next', async () => {
  const engine = await withEndpoints(['a', 'b'], { attempts: 5, retries: 1 });
  engine.send();
  for (let attempt = 0; attempt < 3; attempt += 1) engine.backend.last().fail();
  assert.equal(order(engine), 'a a b b');
});

test('another try is not made at an endpoint that has asked another request for a pause', async () => {
  const engine = await withEndpoints(
    ['a'],
    { attempts: 5, retries: 1 },
    { endpoints: [anEndpointConfig({ slots: 2 })] },
  );
  engine.send();
  engine.send();
  const [first, second] = engine.backend.open();
  second?.throttle(1_000);
  first?.fail();
  assert.equal(engine.backend.open().length, 0);
  engine.clock.advance(1_000);
  assert.equal(engine.backend.open().length, 1);
});

test('another try counts against the quota of the endpoint, and in its attempts', async () => {
  const quota = { tpm: undefined, rpm: 6_000 };
  const engine = await withEndpoints(
    ['a'],
    { attempts: 5, retries: 4 },
    { endpoints: [anEndpointConfig({ quota })] },
  );
  const before = engine.gateway.endpoints()[0]?.requestsLeft ?? 0;
  engine.send();
  for (let attempt = 0; attempt < 3; attempt += 1) engine.backend.last().fail();
  const [endpoint] = engine.gateway.endpoints();
  assert.equal(Math.round(before - (endpoint?.requestsLeft ?? 0)), 4);
  assert.equal(endpoint?.attemptsTotal, 4);
});

test('the set of statuses that move on can be changed: others are the answer', async () => {
  const engine = await withEndpoints(['a', 'b'], { on: [502] });
  const client = engine.send();
  engine.backend.last().answer(500, 'mine');
  assert.equal(order(engine), 'a');
  assert.equal(client.status, 500);
  assert.equal(client.body, 'mine');
});

test('a status that usually is the answer can be made to move on, once to each endpoint', async () => {
  const engine = await withEndpoints(['a', 'b'], { on: [404], attempts: 2 });
  const client = engine.send();
  engine.backend.last().answer(404, 'not at a');
  engine.backend.last().answer(404, 'not at b');
  assert.equal(order(engine), 'a b');
  assert.equal(client.status, 404);
  assert.equal(client.body, 'not at b');
});

test('a body that can be read only once is not tried twice', async () => {
  const engine = await withEndpoints(['a', 'b']);
  const body = { kind: 'stream', length: undefined, chunks: (async function* () {})() } as const;
  const client = engine.send({ body });
  engine.backend.last().fail();
  assert.equal(order(engine), 'a');
  assert.equal(client.refusal?.code, 'bad_gateway');
});

test('an answer that breaks off after it has begun is broken off for the client, and not tried again', async () => {
  const engine = await withEndpoints(['a', 'b']);
  const client = engine.send();
  engine.backend.last().head(200).data('half');
  engine.backend.last().fail();
  assert.equal(client.broken, true);
  assert.equal(order(engine), 'a');
  assert.equal(engine.gateway.state().running, 0);
});

test('an endpoint that keeps failing is left alone until one trial has succeeded', async () => {
  const breaker = { failures: 2, windowMs: 60_000, openMs: 30_000 };
  const engine = await withEndpoints(['a', 'b'], { breaker });
  const { backend, clock, send } = engine;
  for (let request = 0; request < 2; request += 1) {
    send();
    backend.last().fail();
    backend.last().answer();
  }
  send();
  assert.equal(backend.last().endpoint, 'b');
  backend.last().answer();
  clock.advance(30_000);
  send();
  send();
  // One may try endpoint a, which has but one slot anyway; it succeeds.
  assert.deepEqual(
    backend.open().map(({ endpoint }) => endpoint),
    ['a', 'b'],
  );
  backend.open('a')[0]?.answer();
  assert.equal(engine.gateway.endpoints()[0]?.breaker, 'closed');
});

test('while an endpoint is on trial, it gets one request only, however many slots it has', async () => {
  const breaker = { failures: 1, windowMs: 60_000, openMs: 1_000 };
  const facade = aFacadeConfig();
  const { backend, clock, gateway, send } = await startEngine({
    config: {
      endpoints: [anEndpointConfig({ slots: 10 })],
      facades: [aFacadeConfig({ failover: { ...facade.failover, attempts: 1, breaker } })],
    },
  });
  send();
  backend.last().fail();
  for (let request = 0; request < 4; request += 1) send();
  assert.equal(backend.open().length, 0);
  clock.advance(1_000);
  assert.equal(backend.open().length, 1);
  backend.last().answer();
  assert.equal(backend.open().length, 3);
  assert.equal(gateway.endpoints()[0]?.breaker, 'closed');
});

test('a trial that fails keeps the endpoint alone for as long again', async () => {
  const breaker = { failures: 1, windowMs: 60_000, openMs: 1_000 };
  const facade = aFacadeConfig();
  const { backend, clock, send } = await startEngine({
    config: { facades: [aFacadeConfig({ failover: { ...facade.failover, attempts: 1, breaker } })] },
  });
  send();
  backend.last().fail();
  send();
  send();
  clock.advance(1_000);
  backend.last().fail();
  assert.equal(backend.open().length, 0);
  clock.advance(1_000);
  assert.equal(backend.open().length, 1);
});

test('in an outage retries are no storm: they are a share of the requests', async () => {
  const engine = await withEndpoints(['a', 'b'], {
    budget: 0.2,
    breaker: { failures: 1_000, windowMs: 60_000, openMs: 1 },
  });
  for (let request = 0; request < 200; request += 1) {
    engine.send();
    for (let [attempt] = engine.backend.open(); attempt !== undefined; [attempt] = engine.backend.open())
      attempt.fail();
  }
  const retries = engine.backend.attempts.length - 200;
  assert.ok(retries >= 40 && retries <= 55, `${retries} retries of 200 requests are not about a fifth`);
});
