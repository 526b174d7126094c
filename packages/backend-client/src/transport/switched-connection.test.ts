import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { aTarget, anAttempt, RecordingSink } from '@laneway/testkit';
import type { Attempt } from '@laneway/contracts';

import { aBackendPool } from './backend-pool.test.fixture.ts';
import { RawBackend } from './raw-backend.test.fixture.ts';

const agreed =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-MiXed: 1\r\n\r\n';

/** The upload of a client, which records whether it was closed. */
class ClientStream implements AsyncIterable<Uint8Array> {
  readonly released: Promise<void>;
  reads = 0;
  readonly #release: () => void;
  #answer: PromiseWithResolvers<IteratorResult<Uint8Array, undefined>> | undefined;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.released = promise;
    this.#release = resolve;
  }

  send(text: string): void {
    this.#answer?.resolve({ done: false, value: Buffer.from(text, 'latin1') });
  }

  end(): void {
    this.#answer?.resolve({ done: true, value: undefined });
  }

  breakOff(): void {
    this.#answer?.reject(new Error('The client has left.'));
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return {
      next: () => {
        this.reads += 1;
        this.#answer = Promise.withResolvers();
        return this.#answer.promise;
      },
      return: async () => {
        this.#release();
        return { done: true, value: undefined };
      },
    };
  }
}

/** An attempt to switch protocols, up to the backend's answer. `client`: the upload after the switch. */
async function anAttemptToSwitch(t: TestContext) {
  const backend = await RawBackend.listen(t);
  const endpoint = aTarget({ origin: `http://${backend.authority}` });
  const client = new ClientStream();
  const attempt: Attempt = anAttempt({
    endpoint,
    method: 'GET',
    target: '/openai/v1/realtime?model=gpt-realtime',
    headers: ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    body: { kind: 'stream', length: undefined, chunks: client },
    upgrade: 'websocket',
  });
  const sink = new RecordingSink();
  const handle = aBackendPool(t).send(attempt, sink);
  const connection = await backend.connection();
  const request = await connection.take();
  return { sink, handle, connection, request, client };
}

/** The same after the backend has agreed. */
async function aSwitchedConnection(t: TestContext) {
  const parts = await anAttemptToSwitch(t);
  parts.connection.socket.write(agreed);
  await parts.sink.until(() => parts.sink.head !== undefined);
  return parts;
}

test('the request asks for the switch and has no body', async (t) => {
  const { request } = await anAttemptToSwitch(t);
  assert.match(request, /^GET \/openai\/v1\/realtime\?model=gpt-realtime HTTP\/1\.1\r\n/);
  assert.match(request, /\r\nconnection: upgrade\r\nupgrade: websocket\r\n/);
  assert.match(request, /\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n$/);
});

test('the backend agrees with a head of 101, its header lines unchanged', async (t) => {
  const { sink } = await aSwitchedConnection(t);
  assert.deepEqual(sink.head, {
    status: 101,
    statusText: 'Switching Protocols',
    headers: ['Upgrade', 'websocket', 'Connection', 'Upgrade', 'X-MiXed', '1'],
  });
});

test('bytes go both ways unchanged, also those that come with the head', async (t) => {
  const { sink, connection, client } = await anAttemptToSwitch(t);
  connection.socket.write(`${agreed}at once`);
  await sink.until(() => sink.body.toString() === 'at once');
  client.send('\u0081from client');
  assert.equal(await connection.take('from client'), '\u0081from client');
  const bytes = randomBytes(200_000);
  connection.socket.write(bytes);
  await sink.until(() => sink.body.length === 'at once'.length + bytes.length);
  assert.deepEqual(sink.body.subarray('at once'.length), bytes);
});

test('a backend that closes ends the answer and closes the upload', async (t) => {
  const { sink, connection, client } = await aSwitchedConnection(t);
  connection.socket.end('bye');
  await sink.until(() => sink.ended);
  assert.deepEqual([sink.body.toString(), sink.calls.at(-1), sink.trailers], ['bye', 'onEnd', []]);
  await client.released;
});

test('a connection that breaks is a reset', async (t) => {
  const { sink, connection } = await aSwitchedConnection(t);
  connection.socket.resetAndDestroy();
  await sink.until(() => sink.ended);
  assert.equal(sink.error?.reason, 'reset');
});

test('the end of the upload reaches the backend, which may still answer', async (t) => {
  const { sink, connection, client } = await aSwitchedConnection(t);
  const ended = new Promise<void>((resolve) => {
    connection.socket.once('end', () => resolve());
  });
  connection.socket.allowHalfOpen = true;
  client.send('last');
  await connection.take('last');
  client.end();
  await ended;
  connection.socket.end('late');
  await sink.until(() => sink.ended);
  assert.deepEqual([sink.body.toString(), sink.calls.at(-1)], ['late', 'onEnd']);
});

test('an upload that fails breaks the connection', async (t) => {
  const { sink, connection, client } = await aSwitchedConnection(t);
  client.breakOff();
  await Promise.all([connection.closed, sink.until(() => sink.ended)]);
  assert.equal(sink.calls.at(-1), 'onError');
});

test('aborting closes the connection and the upload', async (t) => {
  const { sink, handle, connection, client } = await aSwitchedConnection(t);
  handle.abort();
  await connection.closed;
  await client.released;
  assert.deepEqual(sink.calls, ['onHead']);
});

test('pausing stops the backend until resume', async (t) => {
  const { sink, handle, connection } = await aSwitchedConnection(t);
  handle.pause();
  const total = 16 * 1024 * 1024;
  const written = new Promise<void>((resolve) => {
    connection.socket.write(Buffer.alloc(total), () => resolve());
  });
  for (let count = 0; count < 200; count += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(connection.socket.writableLength > 0, 'the backend could write everything');
  assert.deepEqual(sink.calls, ['onHead']);
  handle.resume();
  await written;
  await sink.until(() => sink.body.length === total);
});

test('pausing before the switch holds back the bytes that arrive with it', async (t) => {
  const { sink, handle, connection } = await anAttemptToSwitch(t);
  handle.pause();
  connection.socket.end(`${agreed}at once`);
  await sink.until(() => sink.head !== undefined);
  for (let count = 0; count < 20; count += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(sink.calls, ['onHead']);
  handle.resume();
  await sink.until(() => sink.ended);
  assert.deepEqual([sink.body.toString(), sink.calls.at(-1)], ['at once', 'onEnd']);
});

test('a backend that does not agree answers as usual, and the upload is left unread for another attempt', async (t) => {
  const { sink, connection, client } = await anAttemptToSwitch(t);
  connection.socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 6\r\n\r\nno key');
  await sink.until(() => sink.ended);
  assert.deepEqual([sink.head?.status, sink.body.toString(), sink.calls.at(-1)], [401, 'no key', 'onEnd']);
  assert.equal(client.reads, 0);
});

test('a switch that was not asked for is a reset', async (t) => {
  const backend = await RawBackend.listen(t);
  const sink = new RecordingSink();
  const endpoint = aTarget({ origin: `http://${backend.authority}` });
  aBackendPool(t).send(anAttempt({ endpoint }), sink);
  const connection = await backend.connection();
  await connection.take();
  connection.socket.write(agreed);
  await sink.until(() => sink.ended);
  assert.deepEqual(sink.calls, ['onError']);
});
