import assert from 'node:assert/strict';
import { test } from 'node:test';

import { anEndpointConfig, startEngine } from '../testing/index.ts';

/** Bytes that a client sends after the switch; not read yet. */
function unread() {
  const chunks = (async function* () {
    yield new Uint8Array();
  })();
  return { kind: 'stream', length: undefined, chunks } as const;
}

const session = () =>
  ({ method: 'GET', path: '/openai/v1/realtime', upgrade: 'websocket', body: unread() }) as const;

test('a switched connection holds its slot until it ends', async () => {
  const { backend, gateway, send } = await startEngine();
  const talking = send(session());
  backend.last().head(101).data('hello');
  const waiting = send();
  assert.equal(talking.body, 'hello');
  assert.equal(waiting.over, false);
  assert.equal(gateway.state().waiting, 1);
  backend.attempts[0]?.end();
  assert.equal(backend.open().length, 1);
  backend.last().answer();
  assert.equal(waiting.status, 200);
});

test('a switched connection holds its slot until the client leaves', async () => {
  const { backend, gateway, send } = await startEngine();
  const talking = send(session());
  backend.last().head(101).data('hello');
  talking.cancel();
  assert.equal(backend.last().aborted, true);
  assert.equal(gateway.state().running, 0);
});

test('a backend that fails to switch is replaced by another, which gets all bytes of the client', async () => {
  const { backend, send } = await startEngine({
    config: { endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name })) },
  });
  const asked = session();
  const client = send(asked);
  backend.last().answer(503, 'no');
  assert.equal(backend.last().endpoint, 'b');
  assert.equal(backend.last().request.body, asked.body);
  backend.last().head(101);
  assert.equal(client.status, 101);
});

test('bytes on a switched connection do not count as tokens', async () => {
  const { backend, gateway, send } = await startEngine({
    config: { endpoints: [anEndpointConfig({ quota: { tpm: 60_000, rpm: undefined } })] },
  });
  send(session());
  const full = 2_910;
  backend.last().head(101).data('sound'.repeat(100_000)).end();
  assert.equal(gateway.endpoints()[0]?.tokensLeft, full);
});
