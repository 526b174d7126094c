import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import type { WebSocket } from 'ws';

import type { RealtimeSession } from './harness/realtime-backend.ts';
import { aRealtimeClient, closing, nextMessage, RealtimeBackend } from './harness/realtime-backend.ts';
import type { ServedGateway } from './harness/served-gateway.ts';
import { serve } from './harness/served-gateway.ts';

interface Scene {
  readonly backend: RealtimeBackend;
  readonly gateway: ServedGateway;
}

/** A gateway in front of a backend with one slot and a key of its own. */
async function aScene(t: TestContext): Promise<Scene> {
  const backend = await RealtimeBackend.start(t);
  const gateway = await serve(t, {
    config: {
      endpoints: {
        realtime: {
          url: backend.url,
          slots: 1,
          credential: { use: 'api-key', options: { key: 'the-backends-key', family: 'azure' } },
          processors: ['openai', 'usage'],
        },
      },
    },
  });
  return { backend, gateway };
}

/** Such a gateway with an open session. */
async function aSession(t: TestContext): Promise<Scene & { client: WebSocket; session: RealtimeSession }> {
  const scene = await aScene(t);
  const client = aRealtimeClient(t, scene.gateway.proxyUrl);
  await once(client, 'open');
  return { ...scene, client, session: await scene.backend.session() };
}

async function refused(client: WebSocket): Promise<IncomingMessage> {
  const [, response] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
  return response;
}

test('a realtime session is opened with the unchanged target, the subprotocol of the client and the key of the backend', async (t) => {
  const { backend, gateway } = await aScene(t);
  const client = aRealtimeClient(t, gateway.proxyUrl, {
    protocols: ['realtime'],
    headers: { 'api-key': 'the-clients-key' },
  });
  await once(client, 'open');
  const { handshake } = await backend.session();
  assert.equal(handshake.url, '/openai/v1/realtime?model=gpt-realtime');
  assert.equal(handshake.headers['api-key'], 'the-backends-key');
  assert.equal(client.protocol, 'realtime');
});

test('text and bytes go both ways, frame by frame', async (t) => {
  const { client, session } = await aSession(t);
  const bytes = randomBytes(1_000_000);
  for (const [from, to] of [
    [client, session.socket],
    [session.socket, client],
  ] as const) {
    const words = nextMessage(to);
    from.send('{"type":"session.update","note":"Größe 日本語"}');
    assert.equal(await words, '{"type":"session.update","note":"Größe 日本語"}');
    const sound = nextMessage(to);
    from.send(bytes);
    assert.deepEqual(await sound, bytes);
  }
});

test('each side gets the close code and reason of the other', async (t) => {
  const { backend, gateway, client, session } = await aSession(t);
  const heard = Promise.all([closing(session.socket), closing(client)]);
  client.close(4001, 'done talking');
  assert.deepEqual(await heard, [
    [4001, 'done talking'],
    [4001, 'done talking'],
  ]);
  const other = aRealtimeClient(t, gateway.proxyUrl);
  await once(other, 'open');
  const closed = closing(other);
  (await backend.session(1)).socket.close(1001, 'restarting');
  assert.deepEqual(await closed, [1001, 'restarting']);
});

test('a backend that refuses the session answers the client as for any other request', async (t) => {
  const { backend, gateway } = await aScene(t);
  backend.refusal = 401;
  const response = await refused(aRealtimeClient(t, gateway.proxyUrl));
  assert.deepEqual([response.statusCode, await text(response)], [401, 'no key']);
  assert.equal(response.headers['x-laneway-endpoint'], 'realtime');
  await gateway.stateThat(({ exchanges }) => exchanges === 0);
});

test('a session holds its slot: the next one opens when it ends', async (t) => {
  const { backend, gateway, client } = await aSession(t);
  const second = aRealtimeClient(t, gateway.proxyUrl);
  await gateway.stateThat(({ waiting }) => waiting === 1);
  assert.equal(backend.sessions.length, 1);
  client.close();
  await once(second, 'open');
  assert.equal(backend.sessions.length, 2);
});

test('when a client stops waiting for a session, everything is released', async (t) => {
  const { backend, gateway, client } = await aSession(t);
  const second = aRealtimeClient(t, gateway.proxyUrl);
  await gateway.stateThat(({ waiting }) => waiting === 1);
  second.terminate();
  await gateway.stateThat(({ waiting, exchanges }) => waiting === 0 && exchanges === 1);
  client.close();
  await gateway.stateThat(({ exchanges }) => exchanges === 0);
  assert.equal(backend.sessions.length, 1);
});

test('a client that vanishes ends the session at the backend', async (t) => {
  const { gateway, client, session } = await aSession(t);
  const heard = closing(session.socket);
  client.terminate();
  assert.deepEqual(await heard, [1006, '']);
  await gateway.stateThat(({ exchanges, running }) => exchanges + running === 0);
});

test('at SIGTERM a session goes on until it ends, and no other is begun', async (t) => {
  const { gateway, client, session } = await aSession(t);
  gateway.command.kill('SIGTERM');
  await gateway.stateThat(({ draining }) => draining);
  const late = await refused(aRealtimeClient(t, gateway.proxyUrl));
  assert.equal(late.statusCode, 503);
  const words = nextMessage(client);
  session.socket.send('still here');
  assert.equal(await words, 'still here');
  session.socket.close(1000);
  const { code } = await gateway.ended;
  assert.equal(code, 0);
});
