import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { aTarget, anAttempt, RecordingSink } from '@laneway/testkit';
import type { Attempt } from '@laneway/contracts';

import { aBackendPool } from './backend-pool.test.fixture.ts';
import { RawBackend } from './raw-backend.test.fixture.ts';
import type { RawConnection } from './raw-backend.test.fixture.ts';

type PoolOptions = Parameters<typeof aBackendPool>[1];

/** The sink of an attempt at `origin`, after its end. */
async function attemptAt(
  t: TestContext,
  origin: string,
  options?: PoolOptions,
  overrides: Partial<Attempt> = {},
) {
  const sink = new RecordingSink();
  aBackendPool(t, options).send(anAttempt({ endpoint: aTarget({ origin }), ...overrides }), sink);
  assert.deepEqual(sink.calls, [], 'the sink was called before send had returned');
  await sink.until(() => sink.ended);
  return sink;
}

/** The sink of an attempt whose backend runs `react` on the request, after its end. */
async function answeredWith(
  t: TestContext,
  react: (connection: RawConnection) => void,
  options?: PoolOptions,
) {
  const backend = await RawBackend.listen(t);
  const attempt = attemptAt(t, `http://${backend.authority}`, options);
  const connection = await backend.connection();
  await connection.take();
  react(connection);
  return attempt;
}

const identity = {
  key: await readFile(new URL('loopback.test.key.pem', import.meta.url)),
  cert: await readFile(new URL('loopback.test.cert.pem', import.meta.url)),
};

test('a port without a listener is a failure to connect', async (t) => {
  const backend = await RawBackend.listen(t);
  backend.refuse();
  const { calls, error } = await attemptAt(t, `http://${backend.authority}`);
  assert.deepEqual(calls, ['onError']);
  assert.equal(error?.reason, 'connect');
  assert.match(error?.message ?? '', /ECONNREFUSED/);
});

test('a handshake that never ends is a failure to connect', async (t) => {
  const backend = await RawBackend.listen(t);
  const { error } = await attemptAt(t, `https://${backend.authority}`, { connectTimeoutMs: 20 });
  assert.equal(error?.reason, 'connect');
});

test('a certificate that is not trusted is a failure to connect', async (t) => {
  const backend = await RawBackend.listenTls(t, identity);
  const { error } = await attemptAt(t, `https://${backend.authority}`);
  assert.equal(error?.reason, 'connect');
  assert.match(error?.message ?? '', /SELF_SIGNED/);
});

for (const [sentence, options] of [
  ['a certificate named in the options is trusted', { ca: identity.cert.toString() }],
  ['any certificate is accepted without verification', { verify: false }],
] as const) {
  test(sentence, async (t) => {
    const backend = await RawBackend.listenTls(t, identity);
    const attempt = attemptAt(t, `https://${backend.authority}`, options);
    const connection = await backend.connection();
    await connection.take();
    connection.answer('over TLS');
    assert.equal((await attempt).body.toString(), 'over TLS');
  });
}

test('an origin that is not an address is a failure to connect', async (t) => {
  assert.equal((await attemptAt(t, 'nowhere')).error?.reason, 'connect');
});

test('a connection that closes instead of an answer is a reset', async (t) => {
  const { calls, error } = await answeredWith(t, ({ socket }) => socket.end());
  assert.deepEqual(calls, ['onError']);
  assert.equal(error?.reason, 'reset');
});

test('a connection that breaks in the middle of an answer is a reset', async (t) => {
  const sink = await answeredWith(t, ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.resetAndDestroy());
  });
  assert.equal(sink.error?.reason, 'reset');
  assert.ok(!sink.calls.includes('onEnd'));
});

test('a chunked answer that stops without its last chunk is a reset', async (t) => {
  for (const header of ['Connection: close', 'X-Any: 1']) {
    const head = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n${header}\r\n\r\n`;
    const { calls, error } = await answeredWith(t, ({ socket }) => socket.end(`${head}4\r\nhalf\r\n`));
    assert.deepEqual(calls, ['onHead', 'onData', 'onError']);
    assert.equal(error?.reason, 'reset');
  }
});

test('an answer shorter than its length breaks the protocol', async (t) => {
  const head = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\n';
  const { calls, error } = await answeredWith(t, ({ socket }) => socket.end(`${head}half`));
  assert.deepEqual(calls, ['onHead', 'onData', 'onError']);
  assert.equal(error?.reason, 'protocol');
});

test('an answer longer than its length ends there, and its connection is not used again', async (t) => {
  let connection: RawConnection | undefined;
  const sink = await answeredWith(t, (answering) => {
    connection = answering;
    answering.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwhole and more');
  });
  assert.equal(sink.body.toString(), 'whol');
  assert.deepEqual(sink.calls, ['onHead', 'onData', 'onEnd']);
  await connection?.closed;
});

test('bytes that are not HTTP break the protocol', async (t) => {
  const { error } = await answeredWith(t, ({ socket }) => socket.write('220 mail.example ESMTP ready\r\n'));
  assert.equal(error?.reason, 'protocol');
});

test('a head without end breaks the protocol', async (t) => {
  const line = `X-Long: ${'x'.repeat(1_000)}\r\n`;
  const { error } = await answeredWith(t, ({ socket }) =>
    socket.write(`HTTP/1.1 200 OK\r\n${line.repeat(100)}`),
  );
  assert.equal(error?.reason, 'protocol');
});

test('an answer that stalls is a timeout', async (t) => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n';
  const { calls, error } = await answeredWith(t, ({ socket }) => socket.write(`${head}half`), {
    idleTimeoutMs: 20,
  });
  assert.deepEqual(calls, ['onHead', 'onData', 'onError']);
  assert.equal(error?.reason, 'timeout');
});

for (const [what, overrides] of Object.entries<Partial<Attempt>>({
  'a line break in a header': { headers: ['x-evil', 'a\r\nx-more: b'] },
  'a character that headers can not hold': { headers: ['x-name', 'snow \u2603'] },
  'an invalid header name': { headers: ['x evil', 'a'] },
  'a space in the target': { target: '/a b' },
  'an invalid method': { method: 'GE T' },
})) {
  test(`${what} breaks the protocol and is not sent`, async (t) => {
    const backend = await RawBackend.listen(t);
    const sink = await attemptAt(t, `http://${backend.authority}`, {}, overrides);
    assert.deepEqual(sink.calls, ['onError']);
    assert.equal(sink.error?.reason, 'protocol');
    assert.ok(backend.connections.every(({ received }) => received.length === 0));
  });
}
