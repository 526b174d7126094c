import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { aTarget, anAttempt, RecordingSink } from '@laneway/testkit';
import type { Attempt, AttemptHandle, ResponseSink } from '@laneway/contracts';

import { aBackendPool } from './backend-pool.test.fixture.ts';
import { RawBackend } from './raw-backend.test.fixture.ts';
import type { RawConnection } from './raw-backend.test.fixture.ts';

async function aBackendAndPool(t: TestContext, options?: Parameters<typeof aBackendPool>[1]) {
  const backend = await RawBackend.listen(t);
  const pool = aBackendPool(t, options);
  const endpoint = aTarget({ origin: `http://${backend.authority}` });
  const send = (sink: ResponseSink, overrides: Partial<Attempt> = {}) =>
    pool.send(anAttempt({ endpoint, ...overrides }), sink);
  return { backend, send };
}

type Send = Awaited<ReturnType<typeof aBackendAndPool>>['send'];

const chunkedHead = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

/** Runs one exchange over the only connection that the pool may have. */
async function exchange(send: Send, connection: RawConnection): Promise<void> {
  const sink = new RecordingSink();
  send(sink);
  await connection.take();
  connection.answer('done');
  await sink.until(() => sink.ended);
  assert.equal(sink.body.toString(), 'done');
}

/** Runs exchanges with another backend, so that everything that is on its way arrives. */
async function exchangesElsewhere(t: TestContext): Promise<void> {
  const { backend, send } = await aBackendAndPool(t, { connections: 1 });
  send(new RecordingSink()).abort();
  for (let count = 0; count < 50; count += 1) await exchange(send, await backend.connection());
}

/** A sink that aborts its attempt from within `method`. */
class AbortingSink extends RecordingSink {
  handle: AttemptHandle | undefined;
  readonly #method: keyof ResponseSink;

  constructor(method: keyof ResponseSink) {
    super();
    this.#method = method;
  }

  override onHead(...args: Parameters<ResponseSink['onHead']>): void {
    super.onHead(...args);
    if (this.#method === 'onHead') this.handle?.abort();
  }

  override onData(...args: Parameters<ResponseSink['onData']>): void {
    super.onData(...args);
    if (this.#method === 'onData') this.handle?.abort();
  }
}

test('an attempt aborted before it has a connection never reaches the backend, and the connection serves the next', async (t) => {
  const { backend, send } = await aBackendAndPool(t, { connections: 1 });
  const sink = new RecordingSink();
  send(sink).abort();
  const connection = await backend.connection();
  await exchange(send, connection);
  assert.deepEqual(sink.calls, []);
  assert.equal(backend.connections.length, 1);
});

test('aborting before the head closes the connection', async (t) => {
  const { backend, send } = await aBackendAndPool(t);
  const sink = new RecordingSink();
  const handle = send(sink);
  const connection = await backend.connection();
  await connection.take();
  handle.abort();
  await connection.closed;
  assert.deepEqual(sink.calls, []);
});

test('aborting in the middle of an answer closes the connection', async (t) => {
  const { backend, send } = await aBackendAndPool(t);
  const sink = new RecordingSink();
  const handle = send(sink);
  const connection = await backend.connection();
  await connection.take();
  connection.socket.write(`${chunkedHead}4\r\nsome\r\n`);
  await sink.until(() => sink.chunks.length > 0);
  handle.abort();
  await connection.closed;
  assert.deepEqual(sink.calls, ['onHead', 'onData']);
});

for (const method of ['onHead', 'onData'] as const) {
  for (const ending of ['', 'Connection: close\r\n']) {
    test(`a sink that aborts from within ${method} is not called again${ending === '' ? '' : ' for the last answer'}`, async (t) => {
      const { backend, send } = await aBackendAndPool(t);
      const sink = new AbortingSink(method);
      sink.handle = send(sink);
      const connection = await backend.connection();
      await connection.take();
      connection.socket.write(`HTTP/1.1 200 OK\r\n${ending}Content-Length: 5\r\n\r\nwhole`);
      await connection.closed;
      assert.equal(sink.calls.at(-1), method);
    });
  }
}

test('aborting stops the upload and closes its source', async (t) => {
  const { backend, send } = await aBackendAndPool(t);
  const sink = new RecordingSink();
  let givenUp = () => {};
  const release = new Promise<void>((resolve) => (givenUp = resolve));
  async function* endless() {
    try {
      for (;;) {
        yield new TextEncoder().encode('more');
        await turn();
      }
    } finally {
      givenUp();
    }
  }
  const handle = send(sink, { body: { kind: 'stream', length: undefined, chunks: endless() } });
  const connection = await backend.connection();
  await connection.take('more');
  handle.abort();
  await Promise.all([connection.closed, release]);
  assert.deepEqual(sink.calls, []);
});

test('an upload whose source fails ends the attempt', async (t) => {
  const { backend, send } = await aBackendAndPool(t);
  const sink = new RecordingSink();
  async function* failing() {
    yield new TextEncoder().encode('some');
    throw new Error('The client has left.');
  }
  send(sink, { body: { kind: 'stream', length: undefined, chunks: failing() } });
  const connection = await backend.connection();
  await sink.until(() => sink.ended);
  assert.deepEqual(sink.calls, ['onError']);
  await connection.closed;
});

test('an upload that is never sent closes its source', async (t) => {
  const { send } = await aBackendAndPool(t);
  const sink = new RecordingSink();
  const chunks = ReadableStream.from([new TextEncoder().encode('some')]).values();
  send(sink, { headers: ['bad name', ''], body: { kind: 'stream', length: undefined, chunks } });
  await sink.until(() => sink.ended);
  assert.equal((await chunks.next()).done, true);
});

test('an answer may come before the upload has ended', async (t) => {
  const { backend, send } = await aBackendAndPool(t);
  const sink = new RecordingSink();
  async function* unfinished() {
    yield new TextEncoder().encode('some');
    await new Promise(() => {});
  }
  send(sink, { body: { kind: 'stream', length: undefined, chunks: unfinished() } });
  const connection = await backend.connection();
  await connection.take('some');
  connection.answer('too large');
  await sink.until(() => sink.ended);
  assert.deepEqual(sink.calls, ['onHead', 'onData', 'onEnd']);
  await connection.closed;
});

test('aborting twice or after the end does nothing', async (t) => {
  const { backend, send } = await aBackendAndPool(t, { connections: 1 });
  const sink = new RecordingSink();
  const handle = send(sink);
  const connection = await backend.connection();
  await connection.take();
  connection.answer('whole');
  await sink.until(() => sink.ended);
  handle.abort();
  handle.abort();
  await exchange(send, connection);
  assert.deepEqual(sink.calls, ['onHead', 'onData', 'onEnd']);
});

test('hundreds of aborted attempts leave no connection behind', async (t) => {
  const server = createServer((request, response) => {
    if (request.url !== '/silent') response.flushHeaders();
    if (request.url === '/talking') response.write('some');
  });
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const endpoint = aTarget({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const pool = aBackendPool(t);
  for (let round = 0; round < 50; round += 1) {
    const attempts = ['/unsent', '/silent', '/begun', '/talking'].map((target) => {
      const sink = new RecordingSink();
      return {
        sink,
        handle: pool.send(anAttempt({ endpoint, target }), sink),
        seen: once(server, 'request'),
      };
    });
    const [unsent, silent, begun, talking] = attempts;
    unsent?.handle.abort();
    await silent?.seen;
    silent?.handle.abort();
    await begun?.sink.until(() => begun.sink.head !== undefined);
    begun?.handle.abort();
    await talking?.sink.until(() => talking.sink.chunks.length > 0);
    talking?.handle.abort();
    assert.deepEqual(
      attempts.map(({ sink }) => sink.calls.join()),
      ['', '', 'onHead', 'onHead,onData'],
    );
  }
  await pool.close();
  for (let count = 0; count < 1_000 && (await connectionsOf(server)) > 0; count += 1) await turn();
  assert.equal(await connectionsOf(server), 0);
});

test('pausing stops the backend until resume, and nothing is lost', async (t) => {
  const { backend, send } = await aBackendAndPool(t);
  const sink = new RecordingSink();
  const handle = send(sink);
  const connection = await backend.connection();
  await connection.take();
  const total = 64 * 1024 * 1024;
  connection.socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`);
  await sink.until(() => sink.head !== undefined);
  handle.pause();
  connection.socket.write(Buffer.alloc(total, 'x'));
  await exchangesElsewhere(t);
  assert.equal(sink.body.length, 0, 'bytes came after the pause');
  assert.ok(connection.socket.writableLength > 0, 'the backend could write everything');
  handle.resume();
  await sink.until(() => sink.ended);
  assert.equal(sink.body.length, total);
});

test('pausing before the answer begins holds back its body', async (t) => {
  const { backend, send } = await aBackendAndPool(t);
  const sink = new RecordingSink();
  const handle = send(sink);
  handle.pause();
  const connection = await backend.connection();
  await connection.take();
  connection.answer('held');
  await sink.until(() => sink.head !== undefined);
  await exchangesElsewhere(t);
  assert.deepEqual(sink.calls, ['onHead']);
  handle.resume();
  await sink.until(() => sink.ended);
  assert.equal(sink.body.toString(), 'held');
});

test('a paused answer also holds back its end, even if the backend has closed', async (t) => {
  const { backend, send } = await aBackendAndPool(t);
  for (const head of ['HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n']) {
    const sink = new RecordingSink();
    const handle = send(sink);
    const connection = await backend.connection(backend.connections.length);
    await connection.take();
    connection.socket.write(head);
    await sink.until(() => sink.head !== undefined);
    handle.pause();
    connection.socket.end('x'.repeat(200_000));
    await exchangesElsewhere(t);
    assert.deepEqual(sink.calls, ['onHead']);
    handle.resume();
    await sink.until(() => sink.ended);
    assert.deepEqual([sink.body.length, sink.calls.at(-1)], [200_000, 'onEnd']);
  }
});

test('an answer can be paused and resumed from within every chunk', async (t) => {
  const { backend, send } = await aBackendAndPool(t);
  class HesitatingSink extends RecordingSink {
    handle: AttemptHandle | undefined;
    override onData(chunk: Uint8Array): void {
      super.onData(chunk);
      this.handle?.pause();
      this.handle?.resume();
    }
  }
  const sink = new HesitatingSink();
  sink.handle = send(sink);
  const connection = await backend.connection();
  await connection.take();
  connection.socket.write(chunkedHead);
  for (let count = 0; count < 20; count += 1) connection.socket.write('4\r\nsome\r\n');
  connection.socket.write('0\r\n\r\n');
  await sink.until(() => sink.ended);
  assert.equal(sink.body.toString(), 'some'.repeat(20));
});

test('an answer can be resumed from within a chunk of another', async (t) => {
  const { backend, send } = await aBackendAndPool(t);
  const held = new RecordingSink();
  const handle = send(held);
  const connection = await backend.connection();
  await connection.take();
  connection.socket.write(chunkedHead);
  await held.until(() => held.head !== undefined);
  handle.pause();
  connection.socket.write('4\r\nheld\r\n0\r\n\r\n');
  class ResumingSink extends RecordingSink {
    override onData(chunk: Uint8Array): void {
      super.onData(chunk);
      handle.resume();
    }
  }
  const resuming = new ResumingSink();
  send(resuming);
  const other = await backend.connection(1);
  await other.take();
  other.answer('go on');
  await Promise.all([held.until(() => held.ended), resuming.until(() => resuming.ended)]);
  assert.equal(held.body.toString(), 'held');
  assert.equal(resuming.body.toString(), 'go on');
});

test('a paused answer that is aborted closes its connection', async (t) => {
  const { backend, send } = await aBackendAndPool(t);
  const sink = new RecordingSink();
  const handle = send(sink);
  const connection = await backend.connection();
  await connection.take();
  connection.socket.write(chunkedHead);
  await sink.until(() => sink.head !== undefined);
  handle.pause();
  handle.abort();
  handle.resume();
  await connection.closed;
  assert.deepEqual(sink.calls, ['onHead']);
});

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
