import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import test from 'node:test';

import { FakeClock, FakeLog } from '@laneway/testkit';

import { valueOf } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

const parts = () => ({ clock: new FakeClock(), log: new FakeLog() });

const get = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

const date = 'Thu, 01 Jan 1970 00:00:00 GMT';

test('sends status line and header lines as the backend did, with order, spelling and repetitions', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  exchange.head(
    [
      'Set-Cookie',
      'a=1',
      'DATE',
      date,
      'set-cookie',
      'b=2',
      'X-Empty',
      '',
      'Server',
      'backend',
      'Content-Length',
      '2',
    ],
    299,
    'Quite OK',
  );
  exchange.data('ok');
  exchange.end();
  const answer = await asker.response();
  assert.equal(answer.status, 299);
  assert.equal(answer.statusText, 'Quite OK');
  assert.deepEqual(answer.lines, [
    'x-request-id: made-here',
    'Set-Cookie: a=1',
    `DATE: ${date}`,
    'set-cookie: b=2',
    'X-Empty: ',
    'Server: backend',
    'content-length: 2',
  ]);
});

test('adds only the date and the framing that HTTP requires', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  (await gateway.next()).answer();
  const names = (await asker.response()).lines.map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
  assert.deepEqual(names, ['x-request-id', 'date', 'transfer-encoding']);
});

test('sends an empty reason phrase unchanged', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  exchange.head(['date', date], 200, '');
  exchange.end();
  assert.equal((await asker.response()).statusText, '');
});

const high = 'attachment; filename="\xc3\xa9.txt"';

test('leaves bytes above 0x7f in header values unchanged', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get.repeat(3));
  const headers = ['Content-Disposition', high, 'X-High', '\xe9\xff'];
  const length = ['Content-Length', '2'];
  (await gateway.next()).answer('ok', [...length, ...headers]);
  const whole = await asker.response();

  const inTwo = await gateway.next();
  inTwo.head([...length, ...headers]);
  inTwo.data('o');
  await asker.until('\r\n\r\no');
  inTwo.data('k');
  inTwo.end();
  const halves = await asker.response();

  const stream = await gateway.next();
  stream.head(headers);
  await asker.until('\r\n\r\n');
  stream.data('ok');
  stream.end();
  for (const answer of [whole, halves, await asker.response()]) {
    assert.equal(valueOf(answer, 'content-disposition'), high);
    assert.equal(valueOf(answer, 'x-high'), '\xe9\xff');
  }
});

test('announces that the connection closes if it is not kept', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  (await gateway.next()).answer();
  assert.equal(valueOf(await asker.response(), 'connection'), 'close');
  await asker.closed;
});

for (const [method, status] of [
  ['HEAD', 200],
  ['GET', 204],
  ['GET', 304],
] as const) {
  test(`sends ${method} ${status} without a body, and the connection goes on`, async (context) => {
    const { gateway, client } = await serving(context, parts());
    const asker = await client(`${method} / HTTP/1.1\r\nhost: a\r\n\r\n`);
    const exchange = await gateway.next();
    exchange.head(['etag', '"1"'], status);
    exchange.data('must not be sent');
    exchange.end();
    const answer = await asker.response(method);
    assert.equal(answer.status, status);
    assert.equal(valueOf(answer, 'transfer-encoding'), undefined);
    assert.equal(asker.received, '');
    asker.send(get);
    (await gateway.next()).answer('next');
    assert.equal((await asker.response()).body.toString(), 'next');
  });
}

test('keeps the content-length of an answer to HEAD', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client('HEAD / HTTP/1.1\r\nhost: a\r\n\r\n');
  const exchange = await gateway.next();
  exchange.head(['content-length', '1234']);
  exchange.end();
  assert.equal(valueOf(await asker.response('HEAD'), 'content-length'), '1234');
});

test('passes 10,000 chunks on without a changed byte', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  const sent = createHash('sha256');
  exchange.head(['content-type', 'text/event-stream']);
  for (let index = 0; index < 10_000; index += 1) {
    const chunk = Buffer.from(`data: {"n":${index},"text":"${'€'.repeat(index % 17)}"}\n\n`);
    sent.update(chunk);
    if (!exchange.client.onData(chunk)) await exchange.resumed;
    if (index % 100 === 0) await new Promise(setImmediate);
  }
  exchange.end();
  const { body } = await asker.response();
  assert.equal(createHash('sha256').update(body).digest('hex'), sent.digest('hex'));
});

test('sends the head before there is a body, and each chunk before there is a next one', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  exchange.head();
  await asker.until('\r\n\r\n');
  for (const text of ['one', 'two', 'three']) {
    exchange.data(text);
    await asker.until(text);
  }
});

test('sends together what is written together', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  const arrival = once(asker.socket, 'data');
  exchange.head();
  exchange.data('first');
  exchange.data('second');
  const [bytes] = await arrival;
  assert.match(String(bytes), /^HTTP\/1\.1 200 OK\r\n[^]*first[^]*second/);
});

test('asks for a pause while the client does not read, and for more when it has caught up', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  asker.socket.pause();
  const exchange = await gateway.next();
  exchange.head();
  let bytes = 0;
  do bytes += 65_536;
  while (exchange.client.onData(Buffer.alloc(65_536, 'x')));
  assert.equal(exchange.resumes, 0);
  asker.socket.resume();
  await exchange.resumed;
  exchange.end();
  assert.equal((await asker.response()).body.length, bytes);
});

const moreThanTheSystemBuffers = Buffer.alloc(64 * 1024 * 1024);

test('cuts off a client that takes nothing for too long, and cancels once', async (context) => {
  const clock = new FakeClock();
  const { proxy, gateway, client } = await serving(context, { ...parts(), clock, limits: { stallMs: 1000 } });
  const asker = await client(get);
  asker.socket.pause();
  const exchange = await gateway.next();
  exchange.head();
  exchange.client.onData(moreThanTheSystemBuffers);
  await new Promise(setImmediate);
  clock.advance(1250);
  await exchange.cancelled;
  await proxy.close();
  assert.equal(exchange.cancels, 1);
});

test('cuts off a client that does not take the rest of an answer that has ended', async (context) => {
  const clock = new FakeClock();
  const { proxy, gateway, client } = await serving(context, { ...parts(), clock, limits: { stallMs: 1000 } });
  const asker = await client(get);
  asker.socket.pause();
  const exchange = await gateway.next();
  exchange.head();
  exchange.client.onData(moreThanTheSystemBuffers);
  exchange.end();
  const drained = proxy.drain(1_000_000);
  await new Promise(setImmediate);
  clock.advance(1250);
  await drained;
  assert.equal(exchange.cancels, 0);
});

test('leaves a client alone that has nothing to take, however long the backend thinks', async (context) => {
  const clock = new FakeClock();
  const { gateway, client } = await serving(context, { ...parts(), clock, limits: { stallMs: 1000 } });
  const asker = await client(get);
  const exchange = await gateway.next();
  exchange.head();
  exchange.data('early');
  await asker.until('early');
  clock.advance(3_600_000);
  exchange.data('late');
  exchange.end();
  assert.match((await asker.response()).body.toString(), /late$/);
});

test('sends trailers after a chunked answer', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  exchange.head(['Trailer', 'X-Sum']);
  exchange.data('ok');
  exchange.end(['X-Sum', '1', 'x-sum', '2']);
  const answer = await asker.response();
  assert.equal(valueOf(answer, 'trailer'), 'X-Sum');
  assert.deepEqual(answer.trailers, ['X-Sum: 1', 'x-sum: 2']);
});

test('drops trailers where HTTP has no place for them', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  exchange.head(['trailer', 'x-sum', 'content-length', '2']);
  exchange.data('ok');
  exchange.end(['x-sum', '1']);
  const answer = await asker.response();
  assert.equal(valueOf(answer, 'trailer'), undefined);
  assert.equal(answer.body.toString(), 'ok');
});

test('breaks an answer whose trailers HTTP does not allow', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  exchange.head();
  exchange.data('ok');
  exchange.end(['x', 'a\r\nb: c']);
  await assert.rejects(asker.response());
  await exchange.cancelled;
});

test('lets a client see that an answer broke, after all bytes that came', async (context) => {
  const { gateway, client } = await serving(context, parts());
  for (const headers of [[], ['content-length', '10']]) {
    const asker = await client(get);
    const exchange = await gateway.next();
    exchange.head(headers);
    exchange.data('half');
    exchange.client.onBreak();
    await asker.closed;
    assert.match(asker.received, /half/);
    await assert.rejects(asker.response());
    assert.equal(exchange.cancels, 0);
  }
});

test('lets a client of HTTP/1.0 see that an answer broke', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client('GET / HTTP/1.0\r\n\r\n');
  const exchange = await gateway.next();
  exchange.head();
  exchange.data('half');
  await asker.until('half');
  exchange.client.onBreak();
  await asker.closed;
  assert.equal(asker.errorCode, 'ECONNRESET');
});

test('breaks an answer that is shorter than it said', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  exchange.answer('four', ['content-length', '5']);
  await assert.rejects(asker.response());
  await exchange.cancelled;
});

test('breaks an answer that is longer than it said', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  exchange.head(['content-length', '5']);
  exchange.data('four');
  exchange.data('and more');
  exchange.end();
  await asker.closed;
  assert.match(asker.received, /\r\n\r\nfour$/);
  await exchange.cancelled;
  assert.equal(exchange.cancels, 1);
});

const badHeads: Readonly<Record<string, readonly [headers: string[], status?: number, statusText?: string]>> =
  {
    'a line break in a header': [['x', 'a\r\nb: c']],
    'a control character in a header': [['x', 'a\x01b']],
    'a character above 0xff': [['x', '€']],
    'a bad header name': [['x y', 'z']],
    'a line break in the reason phrase': [[], 200, 'OK\r\nx: y'],
    'an informational status': [[], 101],
    'a status that is no number of HTTP': [[], 1000],
    'two lengths': [['content-length', '1', 'content-length', '2']],
    'a length that is not a number': [['content-length', '-1']],
  };

for (const [what, [headers, status, statusText]] of Object.entries(badHeads)) {
  test(`answers 502 in place of a head with ${what}, and cancels`, async (context) => {
    const { gateway, client } = await serving(context, parts());
    const asker = await client(get);
    const exchange = await gateway.next();
    exchange.head(headers, status, statusText);
    exchange.data('body');
    const answer = await asker.response();
    assert.equal(answer.status, 502);
    assert.match(answer.body.toString(), /"code":"bad_gateway"/);
    await asker.closed;
    await exchange.cancelled;
    assert.equal(exchange.cancels, 1);
  });
}
