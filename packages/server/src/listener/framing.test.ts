import assert from 'node:assert/strict';
import test from 'node:test';

import { FakeClock, FakeLog } from '@laneway/testkit';

import { jsonOf, valueOf } from '../testing/raw-client.test.fixture.ts';
import type { RawResponse } from '../testing/raw-client.test.fixture.ts';
import type { FakeGateway } from '../testing/fake-gateway.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';
import type { Serving } from '../testing/serving.test.fixture.ts';

const parts = () => ({ clock: new FakeClock(), log: new FakeLog() });

const get = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

/** Resolves when the listener has read what was sent to it before: it has then answered a request that was sent later. */
async function hasRead(client: Serving['client'], gateway: FakeGateway): Promise<void> {
  const other = await client(get);
  (await gateway.next()).answer();
  await other.response();
}

function codeOf(answer: RawResponse): string {
  return (jsonOf(answer) as { error: { code: string } }).error.code;
}

const refused: Readonly<Record<string, readonly [lines: string, status: number]>> = {
  'two Transfer-Encoding lines': ['Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked', 400],
  'the same Transfer-Encoding twice': ['Transfer-Encoding: chunked\r\ntransfer-encoding: chunked', 400],
  'Transfer-Encoding in another order': ['Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip', 400],
  'a list of encodings': ['Transfer-Encoding: gzip, chunked', 400],
  'two Expect lines, the first unknown': ['Content-Length: 5\r\nExpect: bogus\r\nExpect: 100-continue', 417],
  'two Expect lines, the second unknown': ['Content-Length: 5\r\nExpect: 100-continue\r\nExpect: bogus', 417],
  'a list of expectations': ['Content-Length: 5\r\nExpect: 100-continue, bogus', 417],
};

for (const [what, [lines, status]] of Object.entries(refused)) {
  test(`refuses ${what} once, whatever follows, and closes the connection`, async (context) => {
    const { gateway, client } = await serving(context, parts());
    const asker = await client(`POST / HTTP/1.1\r\nhost: a\r\n${lines}\r\n\r\n`);
    asker.send('5\r\nhello\r\n0\r\n\r\n');
    asker.send('zz\r\n');
    asker.send(get);
    const answer = await asker.response();
    assert.deepEqual([answer.status, valueOf(answer, 'connection')], [status, 'close']);
    asker.socket.end();
    await asker.closed;
    assert.deepEqual([asker.received, gateway.exchanges.length], ['', 0]);
  });
}

for (const [what, bytes] of Object.entries({
  'no HTTP': 'zz\r\n',
  'no HTTP, in many pieces': 'zz\r\nzz\r\n\r\n',
  'a bad method': 'BREW / HTTP/1.1\r\n\r\n',
  'a bad version': 'GET / HTTP/9.9\r\n\r\n',
  'headers without end': `GET / HTTP/1.1\r\nx: ${'y'.repeat(9000)}`,
  'a bad chunk': 'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a CONNECT request': 'CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n',
})) {
  test(`an answer in progress stays whole when ${what} follows its request`, async (context) => {
    const { gateway, client } = await serving(context, parts());
    const asker = await client(get);
    const exchange = await gateway.next();
    exchange.head();
    exchange.data('first ');
    await asker.until('first ');
    for (const byte of bytes) asker.send(byte);
    await hasRead(client, gateway);
    exchange.data('second');
    exchange.end();
    assert.equal((await asker.response()).body.toString(), 'first second');
    const answer = await asker.response();
    assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
    asker.socket.end();
    await asker.closed;
    assert.deepEqual([asker.received, gateway.exchanges.length, exchange.cancels], ['', 2, 0]);
  });
}

test('an answer that asked for a pause goes on after a CONNECT request', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  asker.socket.pause();
  const exchange = await gateway.next();
  exchange.head();
  let bytes = 0;
  const fill = () => {
    do bytes += 65_536;
    while (exchange.client.onData(Buffer.alloc(65_536, 'x')));
  };
  fill();
  asker.send('CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n');
  await hasRead(client, gateway);
  asker.socket.resume();
  await exchange.resumed;
  exchange.end();
  assert.equal((await asker.response()).body.length, bytes);
});

test('requests before one that is not valid HTTP are answered in order', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(`${get}${get}zz\r\n`);
  (await gateway.next()).answer('one');
  (await gateway.next()).answer('two');
  assert.equal((await asker.response()).body.toString(), 'one');
  assert.equal((await asker.response()).body.toString(), 'two');
  assert.equal(codeOf(await asker.response()), 'bad_request');
});

test('a pipelined request whose body is not valid HTTP is refused in its turn', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(
    `${get}POST / HTTP/1.1\r\nx-request-id: mine\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\nzz\r\n`,
  );
  (await gateway.next()).answer('one');
  assert.equal((await asker.response()).body.toString(), 'one');
  const answer = await asker.response();
  assert.deepEqual([answer.status, valueOf(answer, 'x-request-id')], [400, 'mine']);
  assert.equal(gateway.exchanges.length, 1);
});

test('a body that is not valid HTTP is refused as part of its request', async (context) => {
  const { gateway, client } = await serving(context, parts());
  let begun = 0;
  gateway.onHead = () => {
    begun += 1;
    return undefined;
  };
  const asker = await client(
    'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\nzz\r\n',
  );
  const answer = await asker.response();
  assert.deepEqual([answer.status, begun, gateway.exchanges.length], [400, 1, 0]);
});

for (const status of [600, 700, 999]) {
  test(`a status of ${status} becomes 502`, async (context) => {
    const { gateway, client } = await serving(context, parts());
    const asker = await client(get);
    const exchange = await gateway.next();
    exchange.head([], status);
    assert.equal((await asker.response()).status, 502);
    await exchange.cancelled;
  });
}

test('204 has no content-length, and the connection goes on', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get.repeat(2));
  const exchange = await gateway.next();
  exchange.head(['content-length', '5'], 204, 'No Content');
  exchange.data('hello');
  exchange.end();
  const answer = await asker.response();
  assert.equal(valueOf(answer, 'content-length'), undefined);
  (await gateway.next()).answer('next');
  assert.equal((await asker.response()).body.toString(), 'next');
});

test('trailers that frame or route a message are not sent', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get.repeat(2));
  const exchange = await gateway.next();
  exchange.head();
  exchange.data('ok');
  exchange.end([
    'Transfer-Encoding',
    'gzip',
    'CONTENT-LENGTH',
    '5',
    'x-sum',
    '1',
    'Set-Cookie',
    'a=b',
    'connection',
    'close',
  ]);
  assert.deepEqual((await asker.response()).trailers, ['x-sum: 1']);
  (await gateway.next()).answer('next');
  assert.equal((await asker.response()).body.toString(), 'next');
});

test('trailers of a request do not reach the gateway', async (context) => {
  const { gateway, client } = await serving(context, parts());
  await client(
    'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nauthorization: secret\r\nx-a: b\r\n\r\n',
  );
  const { request } = await gateway.next();
  assert.deepEqual(request.headers, ['host', 'a', 'transfer-encoding', 'chunked']);
});

for (const trailer of [
  'Transfer-Encoding: gzip',
  'Content-Length: 7',
  'Connection: upgrade\r\nUpgrade: foo',
]) {
  test(`a request with the trailer ${JSON.stringify(trailer)} does not change where the next one begins`, async (context) => {
    const { gateway, client } = await serving(context, parts());
    gateway.onAccept = (exchange) => exchange.answer(exchange.request.path, ['content-length', '2']);
    const asker = await client(
      `POST /1 HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n${trailer}\r\n\r\n`,
    );
    asker.send('POST /2 HTTP/1.1\r\nhost: a\r\ncontent-length: 7\r\n\r\nGET /3 ');
    const first = await asker.response();
    if (first.status === 200) {
      assert.equal(first.body.toString(), '/1');
      const second = await asker.response();
      assert.ok(second.status === 400 || second.body.toString() === '/2', second.body.toString());
    } else assert.equal(first.status, 400);
    asker.socket.end();
    await asker.closed;
    assert.deepEqual(
      gateway.exchanges.map(({ request }) => request.path).filter((path) => path === '/3'),
      [],
    );
  });
}
