import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';

import { FakeClock, FakeLog } from '@laneway/testkit';

import { valueOf } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

const parts = () => ({ clock: new FakeClock(), log: new FakeLog() });

test('passes request line and header lines on as they were written', async (context) => {
  const { gateway, client } = await serving(context, parts());
  await client(
    'GET //a/../b%2Fc;x=%20?q=1&q=%E2%82%AC?& HTTP/1.1\r\nhOST: gateway:80\r\nX-Twice: a\r\nx-twice: b\r\nX-High: \xc3\xa9\r\n\r\n',
  );
  const { request } = await gateway.next();
  assert.equal(request.method, 'GET');
  assert.equal(request.path, '//a/../b%2Fc;x=%20');
  assert.equal(request.query, '?q=1&q=%E2%82%AC?&');
  const lines = ['hOST', 'gateway:80', 'X-Twice', 'a', 'x-twice', 'b', 'X-High', '\xc3\xa9'];
  assert.deepEqual(request.headers, lines);
});

test('distinguishes requests without a body from requests with one', async (context) => {
  const { gateway, client } = await serving(context, parts());
  for (const head of [
    'GET / HTTP/1.1\r\n',
    'HEAD / HTTP/1.1\r\n',
    'POST / HTTP/1.1\r\ncontent-length: 0\r\n',
  ]) {
    await client(`${head}host: a\r\n\r\n`);
    assert.deepEqual((await gateway.next()).request.body, { kind: 'none' });
  }
  await client('GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nhi');
  assert.deepEqual((await gateway.next()).request.body, { kind: 'bytes', bytes: Buffer.from('hi') });
});

test('passes a body on in one piece, however it was sent, and does not decompress it', async (context) => {
  const { gateway, client } = await serving(context, { ...parts(), limits: { bodyBytes: 1_000_000 } });
  const body = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));
  const sender = await client(
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-encoding: gzip\r\ntransfer-encoding: Chunked\r\n\r\n',
  );
  for (let at = 0; at < body.length; at += 7000) {
    const chunk = body.subarray(at, at + 7000);
    sender.send(`${chunk.length.toString(16)};extension=1\r\n`);
    sender.send(chunk);
    sender.send('\r\n');
  }
  sender.send('0\r\ntrailer: x\r\n\r\n');
  const { request } = await gateway.next();
  assert.equal(request.body.kind, 'bytes');
  assert.equal(sha256(request.body.bytes), sha256(body));
});

test('sends 100 Continue to a client that waits for it', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const sender = await client(
    'POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-Continue\r\ncontent-length: 2\r\n\r\n',
  );
  assert.equal((await sender.response()).status, 100);
  sender.send('hi');
  const exchange = await gateway.next();
  assert.deepEqual(exchange.request.body, { kind: 'bytes', bytes: Buffer.from('hi') });
  exchange.answer();
  assert.equal((await sender.response()).status, 200);
});

test('serves the path of an absolute http URL, whose host replaces Host', async (context) => {
  const { gateway, client } = await serving(context, parts());
  await client('GET HTTP://real:81/p/q?r=%20 HTTP/1.1\r\nHost: other\r\nx: other\r\n\r\n');
  const { request } = await gateway.next();
  assert.deepEqual([request.path, request.query], ['/p/q', '?r=%20']);
  assert.deepEqual(request.headers, ['Host', 'real:81', 'x', 'other']);
  await client('GET https://real?r HTTP/1.1\r\nHost: other\r\n\r\n');
  const bare = (await gateway.next()).request;
  assert.deepEqual([bare.path, bare.query], ['/', '?r']);
});

test('adopts a valid x-request-id and makes one otherwise', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const long = 'x'.repeat(128);
  const cases = [
    ['client-1/a:b=+', 'client-1/a:b=+'],
    [long, long],
    [`${long}x`, 'made-here'],
    ['two words', 'made-here'],
    ['a,b', 'made-here'],
    ['"a"', 'made-here'],
    ["a'b", 'made-here'],
    ['\xe9', 'made-here'],
    ['', 'made-here'],
  ];
  for (const [sent, expected] of cases) {
    const asker = await client(`GET / HTTP/1.1\r\nhost: a\r\nX-Request-ID: ${sent}\r\n\r\n`);
    const exchange = await gateway.next();
    assert.equal(exchange.request.id, expected);
    exchange.answer('ok', ['x-request-id', "the backend's", 'X-Request-Id', 'again']);
    const { lines } = await asker.response();
    const ids = lines.filter((line) => line.toLowerCase().startsWith('x-request-id'));
    assert.deepEqual(ids, [`x-request-id: ${expected}`]);
  }
});

test('serves HTTP/1.0, with and without keep-alive', async (context) => {
  const { gateway, client } = await serving(context, parts());
  gateway.onAccept = (exchange) => exchange.answer('ok', ['content-length', '2']);
  const once = await client('GET / HTTP/1.0\r\n\r\n');
  const answer = await once.response();
  assert.equal(answer.body.toString(), 'ok');
  await once.closed;

  const kept = await client('GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n');
  assert.equal(valueOf(await kept.response(), 'connection'), 'keep-alive');
  kept.send('GET / HTTP/1.0\r\n\r\n');
  assert.equal((await kept.response()).body.toString(), 'ok');
});

test('ends a body of unknown length with the connection for HTTP/1.0', async (context) => {
  const { gateway, client } = await serving(context, parts());
  gateway.onAccept = (exchange) => exchange.answer('to the end');
  const asker = await client('GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n');
  await asker.closed;
  const { lines, body } = await asker.response();
  assert.equal(body.toString(), 'to the end');
  assert.ok(!lines.some((line) => /^transfer-encoding/i.test(line)));
  assert.equal(asker.errorCode, undefined);
});

test('keeps a connection for the next request, and closes it when the client asks for that', async (context) => {
  const { gateway, client } = await serving(context, parts());
  gateway.onAccept = (exchange) => exchange.answer(exchange.request.path);
  const asker = await client();
  for (const path of ['/1', '/2', '/3']) {
    asker.send(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
    assert.equal((await asker.response()).body.toString(), path);
  }
  asker.send('GET /4 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  const last = await asker.response();
  assert.equal(last.body.toString(), '/4');
  assert.equal(valueOf(last, 'connection'), 'close');
  await asker.closed;
});

test('ignores bytes after a request with connection: close', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(
    'GET /1 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\n',
  );
  const first = await gateway.next();
  asker.send('nonsense');
  first.answer('last');
  assert.equal((await asker.response()).body.toString(), 'last');
  await asker.closed;
  assert.equal(gateway.exchanges.length, 1);
});

test('serves the pipelined requests of a connection one at a time, in order', async (context) => {
  const { gateway, client } = await serving(context, parts());
  let running = 0;
  let mostRunning = 0;
  gateway.onAccept = (exchange) => {
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    setImmediate(() => {
      running -= 1;
      exchange.answer(exchange.request.path);
    });
  };
  const paths = Array.from({ length: 300 }, (_, index) => `/${index}`);
  const asker = await client(
    paths.map((path) => `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nhi`).join(''),
  );
  for (const path of paths) assert.equal((await asker.response()).body.toString(), path);
  assert.equal(mostRunning, 1);
  assert.equal(gateway.exchanges.length, 300);
});

test('begins a pipelined request only after the previous answer has ended, even if all of its bytes are sent', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client('GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\n');
  const first = await gateway.next();
  first.head(['content-length', '2']);
  first.data('ok');
  await asker.response();
  assert.equal(gateway.exchanges.length, 1);
  first.end();
  const second = await gateway.next();
  assert.equal(second.request.path, '/2');
});

test('accepts a large pipelined body that arrived while the previous request was in progress', async (context) => {
  const { gateway, client } = await serving(context, { ...parts(), limits: { bodyBytes: 1_000_000 } });
  const body = Buffer.alloc(900_000, 'x');
  const asker = await client('GET /1 HTTP/1.1\r\nhost: a\r\n\r\n');
  const first = await gateway.next();
  asker.send(`POST /2 HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n\r\n`);
  asker.send(body);
  first.answer();
  const second = await gateway.next();
  assert.equal(second.request.body.kind, 'bytes');
  assert.equal(sha256(second.request.body.bytes), sha256(body));
});

test('cuts off a client that pipelines without limit, and cancels its running request', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client('GET / HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(1002));
  const first = await gateway.next();
  await asker.closed;
  await first.cancelled;
  assert.equal(gateway.exchanges.length, 1);
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
