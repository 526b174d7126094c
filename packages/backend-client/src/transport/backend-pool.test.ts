import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { aStreamedBody, aTarget, anAttempt, RecordingSink } from '@laneway/testkit';
import type { Attempt } from '@laneway/contracts';

import { aBackendPool } from './backend-pool.test.fixture.ts';
import { RawBackend } from './raw-backend.test.fixture.ts';

/** A backend, and a function that sends an attempt to it over a pool. */
async function anExchange(t: TestContext, options: Parameters<typeof aBackendPool>[1] = {}) {
  const backend = await RawBackend.listen(t);
  const pool = aBackendPool(t, options);
  const endpoint = aTarget({ origin: `http://${backend.authority}` });
  const send = (overrides: Partial<Attempt> = {}, sink = new RecordingSink()) => ({
    sink,
    handle: pool.send(anAttempt({ endpoint, ...overrides }), sink),
  });
  return { backend, pool, endpoint, send };
}

const none = { kind: 'none' } as const;

test('method, target and header lines reach the backend exactly as they are', async (t) => {
  const { backend, send } = await anExchange(t);
  send({
    method: 'GET',
    target: '/a%2Fb/%7Euser//x?q=%26&empty=&plus=a+b',
    headers: [
      'X-MiXed-Case',
      'One',
      'accept',
      '*/*',
      'x-repeated',
      '1',
      'X-Repeated',
      '2',
      'x-empty',
      '',
      'x-latin',
      'caf\u00e9',
    ],
    body: none,
  });
  const connection = await backend.connection();
  assert.equal(
    await connection.take(),
    [
      'GET /a%2Fb/%7Euser//x?q=%26&empty=&plus=a+b HTTP/1.1',
      `host: ${backend.authority}`,
      'connection: keep-alive',
      'X-MiXed-Case: One',
      'accept: */*',
      'x-repeated: 1',
      'X-Repeated: 2',
      'x-empty: ',
      'x-latin: caf\u00e9',
      '\r\n',
    ].join('\r\n'),
  );
});

test('a request without a body has neither a length nor a type', async (t) => {
  const { backend, send } = await anExchange(t);
  send({ method: 'GET', headers: [], body: none });
  const connection = await backend.connection();
  assert.doesNotMatch(await connection.take(), /content-|transfer-encoding/i);
});

test('the bytes of a body arrive unchanged, with their length', async (t) => {
  const { backend, send } = await anExchange(t);
  const bytes = randomBytes(300_000);
  send({ headers: [], body: { kind: 'bytes', bytes } });
  const connection = await backend.connection();
  while (connection.received.length < bytes.length) await once(connection.socket, 'data');
  const at = connection.received.indexOf('\r\n\r\n') + 4;
  while (connection.received.length < at + bytes.length) await once(connection.socket, 'data');
  assert.match(connection.received.subarray(0, at).toString('latin1'), /\r\ncontent-length: 300000\r\n/);
  assert.deepEqual(connection.received.subarray(at), bytes);
});

test('a streamed body of unknown length goes out in chunks', async (t) => {
  const { backend, send } = await anExchange(t);
  send({ headers: [], body: aStreamedBody('one', 'three') });
  const connection = await backend.connection();
  assert.match(
    await connection.take('0\r\n\r\n'),
    /transfer-encoding: chunked\r\n\r\n3\r\none\r\n5\r\nthree\r\n0\r\n\r\n$/,
  );
});

test('a streamed body of known length goes out with that length', async (t) => {
  const { backend, send } = await anExchange(t);
  send({ headers: [], body: { ...aStreamedBody('one', 'three'), length: 8 } });
  const connection = await backend.connection();
  assert.match(await connection.take('three'), /content-length: 8\r\n\r\nonethree$/);
});

test('Expect is not sent to the backend', async (t) => {
  const { backend, send } = await anExchange(t);
  send({ headers: ['Expect', '100-continue', 'accept', '*/*'] });
  const connection = await backend.connection();
  assert.doesNotMatch(await connection.take(), /expect/i);
});

test('header lines of an answer keep their order, spelling and repetition', async (t) => {
  const { backend, send } = await anExchange(t);
  const { sink } = send();
  const connection = await backend.connection();
  await connection.take();
  connection.socket.write(
    'HTTP/1.1 207 Many Things\r\nSet-Cookie: a=1\r\nX-MiXed: \u00e9\r\nset-cookie: b=2\r\nEmpty:\r\nContent-Length: 0\r\n\r\n',
    'latin1',
  );
  await sink.until(() => sink.ended);
  assert.deepEqual(sink.head, {
    status: 207,
    statusText: 'Many Things',
    headers: [
      'Set-Cookie',
      'a=1',
      'X-MiXed',
      '\u00e9',
      'set-cookie',
      'b=2',
      'Empty',
      '',
      'Content-Length',
      '0',
    ],
  });
});

test('a head that arrives byte by byte is read the same way', async (t) => {
  const { backend, send } = await anExchange(t);
  const { sink } = send();
  const connection = await backend.connection();
  await connection.take();
  connection.socket.setNoDelay(true);
  for (const byte of 'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX-Long-Name: value\r\nContent-Length: 0\r\n\r\n') {
    connection.socket.write(byte);
    await turn();
  }
  await sink.until(() => sink.ended);
  assert.deepEqual(sink.head?.headers, ['Set-Cookie', 'a=1', 'X-Long-Name', 'value', 'Content-Length', '0']);
});

test('the bytes of an answer arrive unchanged, whatever their framing', async (t) => {
  const { backend, send } = await anExchange(t);
  const bytes = randomBytes(300_000);
  const { sink } = send();
  const connection = await backend.connection();
  await connection.take();
  connection.socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  for (let at = 0; at < bytes.length; at += 7_001) {
    const part = bytes.subarray(at, at + 7_001);
    connection.socket.write(`${part.length.toString(16)}\r\n`);
    connection.socket.write(part);
    connection.socket.write('\r\n');
  }
  connection.socket.write('0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n');
  await sink.until(() => sink.ended);
  assert.deepEqual(sink.body, bytes);
  assert.deepEqual(sink.trailers, ['X-Sum', '1', 'x-sum', '2']);
});

test('an answer that ends with its connection is complete', async (t) => {
  const { backend, send } = await anExchange(t);
  const { sink } = send();
  const connection = await backend.connection();
  await connection.take();
  connection.socket.end('HTTP/1.1 200 OK\r\n\r\nall of it');
  await sink.until(() => sink.ended);
  assert.deepEqual([sink.body.toString(), sink.trailers], ['all of it', []]);
});

test('informational answers are not passed on', async (t) => {
  const { backend, send } = await anExchange(t);
  const { sink } = send();
  const connection = await backend.connection();
  await connection.take();
  connection.socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n');
  connection.answer('final');
  await sink.until(() => sink.ended);
  assert.deepEqual(sink.calls, ['onHead', 'onData', 'onEnd']);
  assert.equal(sink.head?.status, 200);
});

test('a redirect is an answer like any other', async (t) => {
  const { backend, send } = await anExchange(t);
  const { sink } = send();
  const connection = await backend.connection();
  await connection.take();
  connection.socket.write(
    `HTTP/1.1 307 Temporary\r\nLocation: http://${backend.authority}/else\r\nContent-Length: 0\r\n\r\n`,
  );
  await sink.until(() => sink.ended);
  assert.equal(sink.head?.status, 307);
  assert.equal(backend.connections.length, 1);
});

test('a connection is used again for the next attempt', async (t) => {
  const { backend, send } = await anExchange(t);
  const connecting = backend.connection();
  for (const text of ['first', 'second', 'third']) {
    const { sink } = send();
    const connection = await connecting;
    await connection.take();
    connection.answer(text);
    await sink.until(() => sink.ended);
    assert.equal(sink.body.toString(), text);
    await turn();
  }
  assert.equal(backend.connections.length, 1);
});

test('a connection that the backend closed while idle is not used again', async (t) => {
  const { backend, send } = await anExchange(t);
  const first = send();
  const connection = await backend.connection();
  await connection.take();
  connection.answer('first');
  await first.sink.until(() => first.sink.ended);
  connection.socket.end();
  await connection.closed;
  const second = send();
  (await backend.connection(1)).answer('second');
  await second.sink.until(() => second.sink.ended);
  assert.equal(second.sink.body.toString(), 'second');
});

test('there are as many connections as attempts, up to the limit if there is one', async (t) => {
  const unlimited = await anExchange(t);
  for (let count = 0; count < 5; count += 1) unlimited.send();
  assert.ok(await unlimited.backend.connection(4));

  const limited = await anExchange(t, { connections: 2 });
  const sinks = Array.from({ length: 4 }, () => limited.send().sink);
  const [a, b] = [await limited.backend.connection(0), await limited.backend.connection(1)];
  for (const connection of [a, b, a, b]) {
    await connection.take();
    connection.answer('done');
  }
  await Promise.all(sinks.map((sink) => sink.until(() => sink.ended)));
  assert.equal(limited.backend.connections.length, 2);
});

test('a closed pool lets running attempts end and fails new ones', async (t) => {
  const { backend, pool, send } = await anExchange(t);
  const running = send();
  const connection = await backend.connection();
  await connection.take();
  const closing = pool.close();
  const late = send();
  await late.sink.until(() => late.sink.ended);
  assert.equal(late.sink.error?.reason, 'connect');
  connection.answer('in time');
  await closing;
  assert.equal(running.sink.body.toString(), 'in time');
  await connection.closed;
});

test('an endpoint that may only be at public addresses is not connected to at others', async (t) => {
  const { backend, send, endpoint } = await anExchange(t);
  const port = new URL(endpoint.origin).port;
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433']) {
    const { origin } = new URL(`http://${host}:${port}`);
    const { sink } = send({ endpoint: aTarget({ origin, publicOnly: true }) });
    await sink.until(() => sink.ended);
    assert.equal(sink.error?.reason, 'connect', host);
    assert.match(sink.error?.message ?? '', /is not at a public address/, host);
  }
  assert.deepEqual(backend.connections, []);
});
