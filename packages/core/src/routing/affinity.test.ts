import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Balancer } from '@laneway/contracts';
import { aPlugin } from '@laneway/testkit';
import { aFacadeConfig, anEndpointConfig, aUse } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';

const takeTurns = (): Balancer => {
  let turn = -1;
  return {
    pick(candidates) {
      turn += 1;
      const next = candidates[turn % candidates.length];
      assert.ok(next);
      return next;
    },
  };
};

/** Two endpoints that take turns. */
const takingTurns = (slots = 10) =>
  startEngine({
    config: {
      endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name, slots })),
      facades: [aFacadeConfig({ endpoints: ['a', 'b'], balancer: aUse('take-turns') })],
    },
    plugins: { 'take-turns': aPlugin('balancer', takeTurns) },
  });

test('a request that names a stored object, in path or body, goes to the endpoint that made it', async () => {
  const { backend, send } = await takingTurns();
  send({ path: '/stored' });
  const home = backend.last().endpoint;
  backend.last().answer(200, '{"id":"one"}');
  for (let request = 0; request < 3; request += 1) {
    send({ method: 'GET', path: '/stored/one' });
    assert.equal(backend.last().endpoint, home);
    send({ path: '/stored', body: '{"stored_id":"one"}' });
    assert.equal(backend.last().endpoint, home);
  }
});

test('the id of a streamed stored answer is read from its first event', async () => {
  const { backend, send } = await takingTurns();
  send({ path: '/stored' });
  const { endpoint } = backend.last();
  backend
    .last()
    .head(200, ['content-type', 'text/event-stream'])
    .data('event: stored\ndata: {"id":"two"}\n\n');
  for (let request = 0; request < 3; request += 1) send({ method: 'GET', path: '/stored/two' });
  assert.deepEqual(new Set(backend.attempts.map((attempt) => attempt.endpoint)), new Set([endpoint]));
});

test('a request for a stored object waits for its endpoint, also after a failure', async () => {
  const { backend, send } = await takingTurns(1);
  send({ path: '/stored' });
  const home = backend.last().endpoint;
  backend.last().answer(200, '{"id":"file-1"}');
  send({ path: '/stored/file-1' });
  send({ path: '/stored/file-1' });
  assert.equal(backend.open().length, 1);
  backend.last().fail();
  assert.equal(backend.last().endpoint, home);
  assert.equal(backend.open().length, 1);
});

test('a request for an unknown object may go to any endpoint', async () => {
  const { backend, send } = await takingTurns();
  for (let request = 0; request < 2; request += 1) send({ path: '/stored/file-9' });
  assert.equal(new Set(backend.attempts.map(({ endpoint }) => endpoint)).size, 2);
});
