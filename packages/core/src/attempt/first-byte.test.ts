import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aFacadeConfig, anEndpointConfig } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';

const withTwo = () =>
  startEngine({ config: { endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name })) } });

test('a backend that stays silent for the timeout is given up for another', async () => {
  const { backend, clock, send } = await withTwo();
  const client = send({ headers: ['x-timeout', '1500'] });
  clock.advance(1_499);
  assert.equal(backend.attempts.length, 1);
  clock.advance(1);
  assert.equal(backend.attempts[0]?.aborted, true);
  backend.last().answer();
  assert.equal(client.header('x-laneway-endpoint'), 'b');
});

test('the other name of the header means the same', async () => {
  const { backend, clock, send } = await withTwo();
  send({ headers: ['S7PTimeout', '1500'] });
  clock.advance(1_500);
  assert.equal(backend.attempts.length, 2);
});

test('without the header, the timeout of the facade counts', async () => {
  const failover = { ...aFacadeConfig().failover, timeoutMs: 700 };
  const { backend, clock, send } = await startEngine({
    config: {
      endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name })),
      facades: [aFacadeConfig({ endpoints: ['a', 'b'], failover })],
    },
  });
  send();
  clock.advance(700);
  assert.equal(backend.attempts.length, 2);
});

test('each attempt has the whole timeout', async () => {
  const { backend, clock, send } = await withTwo();
  const client = send({ headers: ['x-timeout', '1000'] });
  clock.advance(1_000);
  clock.advance(999);
  backend.last().answer();
  assert.equal(client.status, 200);
});

test('once the answer has begun, it may take as long as it likes', async () => {
  const { backend, clock, send } = await withTwo();
  const client = send({ headers: ['x-timeout', '1000'] });
  backend.last().head(200);
  clock.advance(60_000);
  backend.last().data('slow').end();
  assert.equal(client.body, 'slow');
});

test('an error answer that does not come to an end is given up', async () => {
  const { backend, clock, send } = await withTwo();
  send({ headers: ['x-timeout', '1000'] });
  backend.last().head(503).data('and');
  clock.advance(1_000);
  assert.equal(backend.attempts[0]?.aborted, true);
  assert.equal(backend.last().endpoint, 'b');
});

test('when no backend begins to answer in time, the client is told that it was time', async () => {
  const { backend, clock, gateway, send } = await withTwo();
  const client = send({ headers: ['x-timeout', '1000'] });
  clock.advance(1_000);
  clock.advance(1_000);
  clock.advance(1_000);
  assert.equal(client.refusal?.code, 'upstream_timeout');
  assert.equal(client.status, 504);
  assert.equal(backend.attempts.length, 3);
  assert.equal(gateway.state().running, 0);
});

test('waiting in the lane does not count towards the timeout', async () => {
  const { backend, clock, send } = await startEngine();
  send();
  const client = send({ headers: ['x-timeout', '1000'] });
  clock.advance(5_000);
  backend.last().answer();
  clock.advance(999);
  backend.last().answer();
  assert.equal(client.status, 200);
});
