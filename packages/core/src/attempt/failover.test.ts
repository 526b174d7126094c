import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FailoverConfig, GatewayConfig } from '../config.ts';
import { aFacadeConfig, anEndpointConfig, startEngine } from '../testing/index.ts';

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
  test(`a ${status} is retried at another endpoint, and the client gets only the successful answer`, async () => {
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
  test(`a ${status} is passed on as it is, after one attempt`, async () => {
    const engine = await withEndpoints(['a', 'b']);
    const client = engine.send();
    engine.backend.last().answer(status, '{"error":"as sent"}', ['x-reason', 'yours']);
    assert.equal(order(engine), 'a');
    assert.equal(client.status, status);
    assert.equal(client.body, '{"error":"as sent"}');
    assert.equal(client.header('x-reason'), 'yours');
  });
}

test('a connection failure before the first byte is retried at another endpoint', async () => {
  const engine = await withEndpoints(['a', 'b', 'c']);
  const client = engine.send();
  engine.backend.last().fail('connect');
  engine.backend.last().fail('reset');
  engine.backend.last().answer();
  assert.equal(order(engine), 'a b c');
  assert.equal(client.status, 200);
});

test('an endpoint that failed is retried only when no other endpoint is left', async () => {
  const engine = await withEndpoints(['a', 'b'], { attempts: 4 });
  engine.send();
  for (let attempt = 0; attempt < 4; attempt += 1) engine.backend.last().fail();
  assert.equal(order(engine), 'a b a a');
});

test('if all attempts end with the same status, the client gets the last answer', async () => {
  const engine = await withEndpoints(['a', 'b', 'c']);
  const client = engine.send();
  for (const body of ['first', 'second', 'third']) engine.backend.last().answer(503, body);
  assert.equal(client.status, 503);
  assert.equal(client.body, 'third');
});

test('if attempts end differently, the client gets bad_gateway, which names no endpoint', async () => {
  const engine = await withEndpoints(['a', 'b']);
  const client = engine.send();
  engine.backend.last().fail('connect');
  engine.backend.last().answer(503, 'secret');
  engine.backend.last().answer(500, 'secret');
  assert.equal(client.refusal?.code, 'bad_gateway');
  assert.equal(client.status, 502);
  assert.doesNotMatch(client.refusal?.message ?? '', /secret|\.test/);
});

test('failover.attempts limits the attempts', async () => {
  const engine = await withEndpoints(['a', 'b', 'c'], { attempts: 2 });
  engine.send();
  engine.backend.last().fail();
  engine.backend.last().fail();
  assert.equal(order(engine), 'a b');
});

test('failover.retries repeats an attempt at the same endpoint before the next endpoint', async () => {
  const engine = await withEndpoints(['a', 'b'], { attempts: 5, retries: 1 });
  engine.send();
  for (let attempt = 0; attempt < 3; attempt += 1) engine.backend.last().fail();
  assert.equal(order(engine), 'a a b b');
});

test('a retry skips an endpoint that has throttled another request meanwhile', async () => {
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

test('a retry counts towards the quota and the attempts of its endpoint', async () => {
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

test('failover.on sets the statuses that are retried; others are passed on', async () => {
  const engine = await withEndpoints(['a', 'b'], { on: [502] });
  const client = engine.send();
  engine.backend.last().answer(500, 'mine');
  assert.equal(order(engine), 'a');
  assert.equal(client.status, 500);
  assert.equal(client.body, 'mine');
});

test('a status that is passed on by default can be retried, once at each endpoint', async () => {
  const engine = await withEndpoints(['a', 'b'], { on: [404], attempts: 2 });
  const client = engine.send();
  engine.backend.last().answer(404, 'not at a');
  engine.backend.last().answer(404, 'not at b');
  assert.equal(order(engine), 'a b');
  assert.equal(client.status, 404);
  assert.equal(client.body, 'not at b');
});

test('a request with a streamed body is not retried', async () => {
  const engine = await withEndpoints(['a', 'b']);
  const body = { kind: 'stream', length: undefined, chunks: (async function* () {})() } as const;
  const client = engine.send({ body });
  engine.backend.last().fail();
  assert.equal(order(engine), 'a');
  assert.equal(client.refusal?.code, 'bad_gateway');
});

test('an answer that breaks off after its first byte breaks off for the client, and is not retried', async () => {
  const engine = await withEndpoints(['a', 'b']);
  const client = engine.send();
  engine.backend.last().head(200).data('half');
  engine.backend.last().fail();
  assert.equal(client.broken, true);
  assert.equal(order(engine), 'a');
  assert.equal(engine.gateway.state().running, 0);
});

test('an endpoint whose breaker is open gets no request until a trial has succeeded', async () => {
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
  // Endpoint a has one slot, so one request is the trial; it succeeds.
  assert.deepEqual(
    backend.open().map(({ endpoint }) => endpoint),
    ['a', 'b'],
  );
  backend.open('a')[0]?.answer();
  assert.equal(engine.gateway.endpoints()[0]?.breaker, 'closed');
});

test('a half-open breaker admits one request, however many slots are free', async () => {
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

test('a failed trial opens the breaker for the same time again', async () => {
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

test('failover.budget limits retries to a share of the requests', async () => {
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
