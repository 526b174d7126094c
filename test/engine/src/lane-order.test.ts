import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aFacadeConfig, aLaneConfig, anEndpointConfig, startEngine } from '@laneway/testkit';

const lanes = ['gold', 'silver', 'bronze'].map((name) => aLaneConfig({ name }));

test('a freed slot goes to the best lane, and within a lane to the request that came first', async () => {
  const { backend, send } = await startEngine({ config: { lanes } });
  send();
  const order = ['bronze', 'silver', 'gold', 'bronze', 'gold'].map((lane, index) =>
    send({ id: `${lane}-${index}`, headers: ['x-priority', lane] }),
  );
  for (let served = 0; served <= order.length; served += 1) backend.last().answer();
  const ids = backend.attempts.slice(1).map(({ request }) => request.headers[request.headers.indexOf('x-request-id') + 1]);
  assert.deepEqual(ids, ['gold-2', 'gold-4', 'silver-1', 'bronze-0', 'bronze-3']);
});

test('a request for an endpoint that is free never waits behind requests for one that is not', async () => {
  const { backend, send } = await startEngine({
    config: {
      endpoints: [anEndpointConfig({ name: 'a' }), anEndpointConfig({ name: 'b' })],
      facades: [
        aFacadeConfig({ name: 'one', endpoints: ['a'], match: { paths: ['/one'], models: [], hosts: [] } }),
        aFacadeConfig({ name: 'two', endpoints: ['b'], match: { paths: ['/two'], models: [], hosts: [] } }),
      ],
      lanes,
    },
  });
  send({ path: '/one' });
  send({ path: '/one', headers: ['x-priority', 'gold'] });
  send({ path: '/two', headers: ['x-priority', 'bronze'] });
  assert.deepEqual(backend.attempts.map(({ endpoint }) => endpoint), ['a', 'b']);
});

test('a client that leaves while queued, before the first byte or in the middle leaves nothing behind', async () => {
  const { gateway, backend, send } = await startEngine();
  const streaming = send();
  backend.last().head(200, ['content-type', 'text/event-stream']).data('data: {"a":1}\n\n');
  const queued = send();
  queued.cancel();
  streaming.cancel();
  assert.equal(backend.attempts[0]?.aborted, true);
  const silent = send();
  silent.cancel();
  assert.equal(backend.last().aborted, true);
  const { exchanges, waiting, running } = gateway.state();
  assert.deepEqual({ exchanges, waiting, running }, { exchanges: 0, waiting: 0, running: 0 });
});

test('a failed attempt is tried at another endpoint and the client sees only the good answer', async () => {
  const { backend, send } = await startEngine({
    config: { endpoints: [anEndpointConfig({ name: 'a' }), anEndpointConfig({ name: 'b' })] },
  });
  const client = send();
  backend.last().answer(503, 'busy');
  backend.last().answer(200, '{"ok":true}');
  assert.deepEqual(backend.attempts.map(({ endpoint }) => endpoint), ['a', 'b']);
  assert.equal(client.status, 200);
  assert.equal(client.body, '{"ok":true}');
  assert.equal(client.header('x-laneway-attempts'), '2');
});

test('a request waits out a throttle and is served when it ends', async () => {
  const { backend, clock, send } = await startEngine();
  const client = send();
  backend.last().throttle(2_000);
  clock.advance(1_999);
  assert.equal(backend.attempts.length, 1);
  clock.advance(1);
  backend.last().answer();
  assert.equal(client.status, 200);
});

test('a request that waits past its deadline is evicted at that moment', async () => {
  const { backend, clock, send } = await startEngine();
  send();
  const late = send({ headers: ['x-ttl', '1.5'] });
  clock.advance(1_499);
  assert.equal(late.over, false);
  clock.advance(1);
  assert.equal(late.refusal?.code, 'deadline_exceeded');
  assert.equal(backend.attempts.length, 1);
});
