import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LaneConfig } from '../config.ts';
import { aFacadeConfig, aLaneConfig, anEndpointConfig, requestIdsOf, startEngine } from '../testing/index.ts';

const lanes: readonly LaneConfig[] = ['gold', 'bronze'].map((name) => aLaneConfig({ name }));
const endpointsCalled = (...names: readonly string[]) => names.map((name) => anEndpointConfig({ name }));

for (const marks of [[], ['S7PREQUEUE', 'true']]) {
  const form = marks.length > 0 ? 'a 429 with S7PREQUEUE' : 'a 429';

  test(`after ${form} the request goes to another endpoint at once if one has room`, async () => {
    const { backend, send } = await startEngine({ config: { endpoints: endpointsCalled('a', 'b') } });
    const client = send();
    backend.last().answer(429, '{}', ['retry-after-ms', '5000', ...marks]);
    assert.equal(backend.last().endpoint, 'b');
    backend.last().answer();
    assert.equal(client.status, 200);
  });

  test(`after ${form} the request waits in its lane until the endpoint has room, and uses up no attempt`, async () => {
    const { backend, clock, send } = await startEngine();
    const client = send();
    for (let turn = 0; turn < 10; turn += 1) {
      backend.last().answer(429, '{}', ['retry-after-ms', '700', ...marks]);
      clock.advance(699);
      assert.equal(backend.open().length, 0);
      clock.advance(1);
      assert.equal(backend.open().length, 1);
    }
    backend.last().answer();
    assert.equal(client.status, 200);
    assert.equal(client.header('x-laneway-attempts'), '11');
  });
}

test('a 429 that failover.on does not list is passed on, unless the backend asks to requeue', async () => {
  const failover = { ...aFacadeConfig().failover, on: [500] };
  const { backend, clock, send } = await startEngine({ config: { facades: [aFacadeConfig({ failover })] } });
  const passedOn = send();
  backend.last().answer(429, 'slow down', ['retry-after-ms', '100']);
  assert.equal(passedOn.status, 429);
  assert.equal(passedOn.body, 'slow down');
  clock.advance(100);
  const requeued = send();
  backend.last().answer(429, '{}', ['retry-after-ms', '100', 'S7PREQUEUE', 'true']);
  clock.advance(100);
  backend.last().answer();
  assert.equal(requeued.status, 200);
});

test('a requeued request keeps its rank, and its slot goes to the request that is next for that endpoint', async () => {
  const { backend, send } = await startEngine({ config: { lanes, endpoints: endpointsCalled('a', 'b') } });
  send({ id: 'other', headers: ['x-priority', 'gold'] });
  send({ id: 'gold', headers: ['x-priority', 'gold'] });
  send({ id: 'bronze', headers: ['x-priority', 'bronze'] });
  // Endpoint b fails and gold avoids it from now on, so its slot goes to bronze.
  backend.open('b')[0]?.answer(503, '');
  assert.deepEqual(requestIdsOf(backend.open('b')), ['bronze']);
  backend.open('a')[0]?.answer();
  assert.deepEqual(requestIdsOf(backend.open('a')), ['gold']);
});

test('a requeued request is ahead of those of its lane that arrived later', async () => {
  const { backend, clock, send } = await startEngine({ config: { lanes } });
  send({ id: 'early', headers: ['x-priority', 'gold'] });
  send({ id: 'late', headers: ['x-priority', 'gold'] });
  backend.last().throttle(1_000);
  send({ id: 'latest', headers: ['x-priority', 'gold'] });
  clock.advance(1_000);
  for (let served = 0; served < 3; served += 1) backend.last().answer();
  assert.deepEqual(requestIdsOf(backend.attempts), ['early', 'early', 'late', 'latest']);
});

test('maxWait counts from the arrival, also for a requeued request', async () => {
  const { backend, clock, send } = await startEngine({
    config: { lanes: [aLaneConfig({ name: 'gold' }), aLaneConfig({ name: 'bronze', maxWaitMs: 1_500 })] },
  });
  send({ id: 'bronze', headers: ['x-priority', 'bronze'] });
  clock.advance(500);
  backend.last().throttle(1_000);
  send({ id: 'gold', headers: ['x-priority', 'gold'] });
  clock.advance(1_000);
  assert.deepEqual(requestIdsOf(backend.open()), ['bronze']);
});

test('if every endpoint is throttled beyond the deadline, the client gets the rest of the throttle as Retry-After', async () => {
  const { backend, clock, send } = await startEngine({ config: { endpoints: endpointsCalled('a', 'b') } });
  const client = send({ headers: ['x-ttl', '2'] });
  backend.last().throttle(30_000);
  backend.last().throttle(10_000);
  clock.advance(2_000);
  assert.equal(client.refusal?.code, 'throttled');
  assert.equal(client.status, 429);
  assert.equal(client.refusal?.retryAfterMs, 8_000);
});

test('a throttle lasts at most two minutes, even if the backend asks for a day', async () => {
  const { backend, clock, gateway, send } = await startEngine();
  send({ headers: ['x-ttl', '600'] });
  backend.last().throttle(86_400_000);
  assert.equal(gateway.endpoints()[0]?.throttledUntilMs, clock.nowMs() + 120_000);
  clock.advance(120_000);
  assert.equal(backend.open().length, 1);
});

test('a throttle lasts at least 20 ms, even if the backend asks for 0', async () => {
  const { backend, clock, send } = await startEngine();
  send();
  for (let turn = 0; turn < 5; turn += 1) {
    const before = backend.attempts.length;
    backend.last().throttle(0);
    assert.equal(backend.attempts.length, before);
    clock.advance(20);
  }
  assert.equal(backend.attempts.length, 6);
});

test('slow start offers a tenth of the slots more with every answer', async () => {
  const { backend, clock, send } = await startEngine({
    config: { endpoints: [anEndpointConfig({ slots: 20 })] },
  });
  for (let request = 0; request < 30; request += 1) send();
  for (const attempt of backend.open()) attempt.throttle(1_000);
  clock.advance(1_000);
  assert.equal(backend.open().length, 2);
  backend.open()[0]?.answer();
  assert.equal(backend.open().length, 4);
  for (const attempt of backend.open()) attempt.answer();
  assert.equal(backend.open().length, 12);
});

test('slow start counts an answer when it begins, and once', async () => {
  const { backend, clock, send } = await startEngine({
    config: { endpoints: [anEndpointConfig({ slots: 20 })] },
  });
  for (let request = 0; request < 30; request += 1) send();
  for (const attempt of backend.open()) attempt.throttle(1_000);
  clock.advance(1_000);
  backend.open()[0]?.head(200).data('the first of many');
  assert.equal(backend.open().length, 4);
  backend.open()[0]?.data('words');
  assert.equal(backend.open().length, 4);
});

test('a final 429 is passed on with x-should-retry: false', async () => {
  const { backend, send } = await startEngine({ config: { endpoints: endpointsCalled('a', 'b') } });
  const client = send();
  backend.last().answer(429, '{"error":{"code":"insufficient_quota"}}', ['x-final', 'true']);
  assert.equal(client.status, 429);
  assert.equal(client.header('x-should-retry'), 'false');
  assert.equal(client.body, '{"error":{"code":"insufficient_quota"}}');
  assert.equal(backend.attempts.length, 1);
});

for (const said of ['false', 'true']) {
  test(`a final 429 has one x-should-retry: false, even if the backend sent ${said}`, async () => {
    const { backend, send } = await startEngine();
    const client = send();
    backend.last().answer(429, '{}', ['x-final', 'true', 'X-Should-Retry', said]);
    const lines = client.headers.filter(
      (_, index) => client.headers[index - 1]?.toLowerCase() === 'x-should-retry',
    );
    // Clients join headers of the same name: `false, true` would be neither.
    assert.deepEqual(lines, ['false']);
  });
}

test('a request whose body can be read only once is not requeued: its 429 is passed on', async () => {
  const { backend, send } = await startEngine();
  const body = { kind: 'stream', length: undefined, chunks: (async function* () {})() } as const;
  const client = send({ body });
  backend.last().answer(429, 'later', ['retry-after-ms', '10']);
  assert.equal(client.status, 429);
  assert.equal(client.body, 'later');
});
