import assert from 'node:assert/strict';
import test from 'node:test';

import { FakeClock, FakeLog } from '@laneway/testkit';

import { administering } from '../testing/administering.test.fixture.ts';
import { RawClient, valueOf } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

const parts = () => ({ clock: new FakeClock(), log: new FakeLog() });

/** A body that is a request itself. */
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';

/** Pipelined: Node's parser drops it together with the packet of the request before, but not its body. */
const hidden = `POST /hidden HTTP/1.1\r\nHost: a\r\nContent-Length: ${smuggled.length}\r\n\r\n`;

const requests: Readonly<Record<string, string>> = {
  'an unknown protocol': 'GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n',
  h2c: 'GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
  'a list of protocols':
    'GET /a HTTP/1.1\r\nHost: a\r\nconnection: keep-alive, UPGRADE\r\nUPGRADE: websocket, foo\r\n\r\n',
  'two protocols in two lines':
    'GET /a HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: foo\r\nUpgrade: websocket\r\n\r\n',
  'an empty protocol': 'GET /a HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade:\r\n\r\n',
  'WebSocket by another method':
    'POST /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n',
  'WebSocket with a body':
    'GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n\r\nhi',
  'WebSocket with a chunked body':
    'GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
  'another protocol with a body':
    'POST /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nhi',
  'another protocol over HTTP/1.0':
    'GET /a HTTP/1.0\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: foo\r\n\r\n',
};

for (const [what, request] of Object.entries(requests)) {
  test(`an upgrade to ${what} is answered as a plain request, and nothing after it is parsed`, async (context) => {
    const { gateway, client } = await serving(context, parts());
    const asker = await client(request + hidden);
    const exchange = await gateway.next();
    assert.deepEqual([exchange.request.path, exchange.request.upgrade], ['/a', undefined]);
    asker.send(smuggled);
    exchange.answer('plain', ['content-length', '5']);
    const answer = await asker.response();
    assert.deepEqual([answer.body.toString(), valueOf(answer, 'connection')], ['plain', 'close']);
    await asker.closed;
    assert.equal(asker.received, '');
    assert.equal(gateway.exchanges.length, 1);
  });
}

test('bytes that follow an untaken upgrade after its answer has begun are not parsed either', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(requests['an unknown protocol']);
  const exchange = await gateway.next();
  exchange.head();
  await asker.until('\r\n\r\n');
  asker.send(hidden + smuggled);
  await new Promise(setImmediate);
  asker.send('nonsense\r\n\r\n');
  await new Promise(setImmediate);
  exchange.data('whole');
  exchange.end();
  assert.equal((await asker.response()).body.toString(), 'whole');
  await asker.closed;
  assert.deepEqual([gateway.exchanges.length, exchange.cancels], [1, 0]);
});

for (const [where, path] of [
  ['a probe', '/livez'],
  ['a refused request', '*'],
] as const) {
  test(`an upgrade on ${where} is answered, and nothing after it is parsed`, async (context) => {
    const { gateway, client } = await serving(context, parts());
    const asker = await client(
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n${hidden}`,
    );
    await asker.response();
    asker.send(smuggled);
    await asker.closed;
    assert.deepEqual([gateway.exchanges.length, asker.received], [0, '']);
  });
}

test('an upgrade while draining is answered, and nothing after it is parsed', async (context) => {
  const { gateway, client, proxy } = await serving(context, parts());
  const running = await client('GET /running HTTP/1.1\r\nHost: a\r\n\r\n');
  const exchange = await gateway.next();
  const drained = proxy.drain(1000);
  const asker = await client(requests['an unknown protocol'] + hidden);
  assert.equal((await asker.response()).status, 503);
  asker.send(smuggled);
  await asker.closed;
  assert.deepEqual([gateway.exchanges.length, asker.received], [1, '']);
  exchange.answer();
  await running.response();
  await drained;
});

test('the admin listener takes no upgrade, and parses nothing after one', async (context) => {
  const { port } = await administering(context);
  const asker = await RawClient.open(
    port,
    `GET /state HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n${hidden}`,
  );
  context.after(() => asker.leave());
  const answer = await asker.response();
  assert.deepEqual([answer.status, valueOf(answer, 'connection')], [200, 'close']);
  asker.send(smuggled);
  await asker.closed;
  assert.equal(asker.received, '');
});

test('a request for WebSocket behind one that is not answered yet gets 400, and the answer before it is whole', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(
    'GET / HTTP/1.1\r\nhost: a\r\n\r\nGET /realtime HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  );
  const exchange = await gateway.next();
  exchange.head();
  exchange.data('first');
  await asker.until('first');
  exchange.end();
  assert.equal((await asker.response()).body.toString(), 'first');
  const answer = await asker.response();
  assert.deepEqual([answer.status, valueOf(answer, 'connection')], [400, 'close']);
  await asker.closed;
  assert.deepEqual([gateway.exchanges.length, exchange.cancels], [1, 0]);
});
