import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';

import { LanewayError } from '@laneway/contracts';
import { FakeClock, FakeLog } from '@laneway/testkit';

import type { FakeExchange } from '../testing/fake-gateway.test.fixture.ts';
import { jsonOf, valueOf } from '../testing/raw-client.test.fixture.ts';
import type { RawClient } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

const handshake = [
  'GET /openai/v1/realtime?model=m HTTP/1.1',
  'Host: a',
  'Connection: keep-alive, Upgrade',
  'Upgrade: WebSocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

/** An upgrade request that the gateway has got. */
async function anUpgrade(context: TestContext) {
  const clock = new FakeClock();
  const log = new FakeLog();
  const { proxy, gateway, client: open } = await serving(context, { clock, log });
  const client = await open(handshake);
  const exchange = await gateway.next();
  return { clock, log, proxy, gateway, open, client, exchange, sent: sentBy(exchange) };
}

/** An upgrade request that the backend has accepted. */
async function aSession(context: TestContext) {
  const parts = await anUpgrade(context);
  parts.exchange.head(['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='], 101, 'Switching Protocols');
  await parts.client.until('\r\n\r\n');
  await parts.client.response();
  return parts;
}

function sentBy({ request }: FakeExchange): AsyncIterator<Uint8Array> {
  if (request.body.kind !== 'stream') assert.fail(`the body is ${request.body.kind}`);
  return request.body.chunks[Symbol.asyncIterator]();
}

async function textOf(chunk: Promise<IteratorResult<Uint8Array>>): Promise<string> {
  const { value } = await chunk;
  return Buffer.from(value ?? []).toString('latin1');
}

const ways: Readonly<Record<string, (client: RawClient) => void>> = {
  'closes its connection': (client) => client.leave(),
  'stops sending': (client) => client.socket.end(),
  'resets its connection': (client) => client.socket.resetAndDestroy(),
};

/** Sends until the other end takes no more, because it does not read. */
async function fill({ socket }: RawClient): Promise<void> {
  while (socket.write(Buffer.alloc(1_048_576)));
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(socket.writableLength > 0);
}

test('a request for WebSocket reaches the gateway with its target, its headers and what the client sends', async (context) => {
  const { exchange, client, sent } = await anUpgrade(context);
  const { method, path, query, headers, upgrade } = exchange.request;
  assert.deepEqual([method, path, query, upgrade], ['GET', '/openai/v1/realtime', '?model=m', 'websocket']);
  assert.deepEqual(headers.slice(-2), ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==']);
  client.send('\x81frame');
  assert.equal(await textOf(sent.next()), '\x81frame');
});

test('bytes that come with the handshake come first', async (context) => {
  const { gateway, client: open } = await serving(context, { clock: new FakeClock(), log: new FakeLog() });
  const client = await open(`${handshake}early`);
  const sent = sentBy(await gateway.next());
  assert.equal(await textOf(sent.next()), 'early');
  client.send('late');
  assert.equal(await textOf(sent.next()), 'late');
});

test('the 101 answer has the hop-by-hop headers, then bytes go to the client as they come', async (context) => {
  const { exchange, client } = await anUpgrade(context);
  exchange.head(['Sec-WebSocket-Accept', 'abc'], 101, 'Switching Protocols');
  exchange.data('\x82\x00hello');
  await client.until('hello');
  assert.equal(
    client.received,
    'HTTP/1.1 101 Switching Protocols\r\nx-request-id: made-here\r\nSec-WebSocket-Accept: abc\r\n' +
      'connection: Upgrade\r\nupgrade: websocket\r\n\r\n\x82\x00hello',
  );
});

test('a session ends for the client when the backend ends it', async (context) => {
  const { exchange, client } = await aSession(context);
  exchange.data('bye');
  exchange.end();
  await client.closed;
  assert.deepEqual([client.received, client.errorCode, exchange.cancels], ['bye', undefined, 0]);
});

test('bytes that the client sends after the end of the session do not reset the connection', async (context) => {
  const { exchange, client, proxy } = await aSession(context);
  client.socket.pause();
  client.socket.allowHalfOpen = true;
  exchange.data('bye');
  exchange.end();
  client.send(Buffer.alloc(300_000));
  client.socket.end();
  client.socket.resume();
  await client.closed;
  assert.deepEqual([client.received, client.errorCode], ['bye', undefined]);
  await proxy.close();
});

test('an answer that is not 101 reaches the client like any other, and the connection closes after it', async (context) => {
  const { exchange, client } = await anUpgrade(context);
  exchange.head(['content-length', '6', 'WWW-Authenticate', 'Bearer'], 401, 'Unauthorized');
  exchange.data('no key');
  exchange.end();
  const answer = await client.response();
  assert.deepEqual(
    [answer.status, answer.statusText, answer.body.toString()],
    [401, 'Unauthorized', 'no key'],
  );
  assert.deepEqual([valueOf(answer, 'www-authenticate'), valueOf(answer, 'connection')], ['Bearer', 'close']);
  await client.closed;
});

test('an answer of unknown length ends with the connection', async (context) => {
  const { exchange, client } = await anUpgrade(context);
  exchange.head([], 404, 'Not Found');
  exchange.data('nothing ');
  exchange.data('here');
  exchange.end();
  await client.closed;
  assert.equal((await client.response()).body.toString(), 'nothing here');
});

test('a refusal has the usual error body', async (context) => {
  const { exchange, client, log } = await anUpgrade(context);
  exchange.refuse(new LanewayError('queue_full', 'full', { retryAfterMs: 1500 }), ['x-laneway-lane', 'a']);
  const answer = await client.response();
  assert.deepEqual(
    [answer.status, valueOf(answer, 'retry-after'), valueOf(answer, 'x-laneway-lane')],
    [429, '2', 'a'],
  );
  assert.equal((jsonOf(answer) as { error: { code: string } }).error.code, 'queue_full');
  await client.closed;
  assert.deepEqual(log.lines, []);
});

test('an answer with an invalid head becomes a 502, and the request is cancelled when the connection closes', async (context) => {
  const { exchange, client } = await anUpgrade(context);
  exchange.head(['bad name', 'x'], 101);
  exchange.data('lost');
  const answer = await client.response();
  assert.equal(answer.status, 502);
  assert.doesNotMatch(answer.body.toString(), /lost/);
  await exchange.cancelled;
});

for (const [how, leave] of Object.entries(ways)) {
  test(`a client that ${how} before the switch has left`, async (context) => {
    const { exchange, client, sent, proxy } = await anUpgrade(context);
    leave(client);
    await exchange.cancelled;
    await proxy.close();
    assert.equal(exchange.cancels, 1);
    // The client's stream ends or throws, and does not wait for ever.
    await sent.next().catch(() => undefined);
  });
}

test('a client that resets its connection in a session has left', async (context) => {
  const { exchange, client, sent } = await aSession(context);
  const next = sent.next();
  client.socket.resetAndDestroy();
  await exchange.cancelled;
  await assert.rejects(next);
});

test('a client that stops sending in a session still gets the rest, for a limited time', async (context) => {
  const { exchange, client, sent, clock } = await aSession(context);
  client.socket.allowHalfOpen = true;
  client.send('last');
  client.socket.end();
  assert.equal(await textOf(sent.next()), 'last');
  assert.equal((await sent.next()).done, true);
  exchange.data('goodbye');
  await client.until('goodbye');
  assert.equal(exchange.cancels, 0);
  clock.advance(2000);
  await exchange.cancelled;
  await client.closed;
});

test('a slow client pauses the backend, and resumes it when it has caught up', async (context) => {
  const { exchange, client } = await aSession(context);
  client.socket.pause();
  while (exchange.client.onData(Buffer.alloc(65_536)));
  assert.equal(exchange.resumes, 0);
  client.socket.resume();
  await exchange.resumed;
});

test('a slow backend pauses the client', async (context) => {
  const { client, sent } = await aSession(context);
  await fill(client);
  while (client.socket.writableLength > 0) await sent.next();
});

test('a session that breaks off breaks off for the client', async (context) => {
  const { exchange, client } = await aSession(context);
  exchange.data('ha');
  exchange.client.onBreak();
  await client.closed;
  assert.equal(client.received, 'ha');
});

test('draining refuses new sessions, lets a session end within the budget, and cuts it off afterwards', async (context) => {
  const { proxy, clock, client, exchange, open } = await aSession(context);
  const drained = proxy.drain(1000);
  const late = await open(handshake);
  assert.equal((await late.response()).status, 503);
  exchange.data('still here');
  await client.until('still here');
  clock.advance(1000);
  await Promise.all([client.closed, exchange.cancelled, drained]);
});

test('draining is over as soon as the last session has ended', async (context) => {
  const { proxy, client, exchange } = await aSession(context);
  const drained = proxy.drain(1000);
  exchange.end();
  await Promise.all([client.closed, drained]);
  assert.equal(exchange.cancels, 0);
});

for (const [what, request] of Object.entries({
  'another protocol': 'GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n',
  'WebSocket with a body':
    'GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\ncontent-length: 2\r\n\r\nhi',
  'WebSocket by another method':
    'POST / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\ncontent-length: 0\r\n\r\n',
})) {
  test(`an upgrade to ${what} is ignored`, async (context) => {
    const { gateway, client: open } = await serving(context, { clock: new FakeClock(), log: new FakeLog() });
    const client = await open(request);
    const exchange = await gateway.next();
    assert.equal(exchange.request.upgrade, undefined);
    exchange.answer('as ever');
    assert.equal((await client.response()).body.toString(), 'as ever');
  });
}

test('a probe with an upgrade is answered', async (context) => {
  const { gateway, client: open } = await serving(context, { clock: new FakeClock(), log: new FakeLog() });
  const client = await open(handshake.replace('/openai/v1/realtime?model=m', '/livez'));
  assert.equal((await client.response()).status, 200);
  assert.equal(gateway.exchanges.length, 0);
});

test('a request for WebSocket without a host is refused', async (context) => {
  const { client: open } = await serving(context, { clock: new FakeClock(), log: new FakeLog() });
  const client = await open(handshake.replace('Host: a\r\n', ''));
  assert.equal((await client.response()).status, 400);
  await client.closed;
});

test('a gateway that fails to accept a session is an internal error', async (context) => {
  const { gateway, client: open } = await serving(context, { clock: new FakeClock(), log: new FakeLog() });
  gateway.onAccept = () => {
    throw new Error('broken');
  };
  const client = await open(handshake);
  const answer = await client.response();
  assert.equal(answer.status, 500);
  assert.doesNotMatch(answer.body.toString(), /broken/);
});
