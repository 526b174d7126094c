import assert from 'node:assert/strict';
import test from 'node:test';

import { FakeClock, FakeLog } from '@laneway/testkit';

import { valueOf } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

const parts = () => ({ clock: new FakeClock(), log: new FakeLog() });

const get = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

test('while draining, refuses new requests and finishes those in progress', async (context) => {
  const { proxy, gateway, client } = await serving(context, parts());
  const running = await client(get);
  const exchange = await gateway.next();
  const drained = proxy.drain(1000);

  const late = await client(get);
  const refused = await late.response();
  assert.equal(refused.status, 503);
  assert.match(refused.body.toString(), /"code":"draining"/);
  assert.equal(valueOf(refused, 'retry-after'), '1');
  assert.equal(valueOf(refused, 'retry-after-ms'), '1000');
  assert.equal(valueOf(refused, 'connection'), 'close');
  await late.closed;

  exchange.answer('in time');
  const answer = await running.response();
  assert.equal(answer.body.toString(), 'in time');
  assert.equal(valueOf(answer, 'connection'), 'close');
  await drained;
  assert.equal(exchange.cancels, 0);
  assert.equal(gateway.exchanges.length, 1);
});

test('while draining, is not ready but alive', async (context) => {
  const { proxy, gateway, client } = await serving(context, parts());
  await client(get);
  await gateway.next();
  void proxy.drain(1000);
  const ready = await client('GET /readyz HTTP/1.1\r\nhost: a\r\n\r\n');
  const notReady = await ready.response();
  assert.equal(notReady.status, 503);
  assert.match(notReady.body.toString(), /shutting down/);
  const live = await client('GET /livez HTTP/1.1\r\nhost: a\r\n\r\n');
  assert.equal((await live.response()).status, 200);
});

test('when draining begins, closes idle connections at once and busy ones after their answer', async (context) => {
  const { proxy, gateway, client } = await serving(context, parts());
  const silent = await client();
  const idle = await client(get);
  (await gateway.next()).answer();
  await idle.response();
  const streaming = await client(get);
  const exchange = await gateway.next();
  exchange.head();
  await streaming.until('\r\n\r\n');

  const drained = proxy.drain(1000);
  await Promise.all([silent.closed, idle.closed]);
  exchange.data('rest');
  exchange.end();
  assert.equal((await streaming.response()).body.toString(), 'rest');
  await streaming.closed;
  await drained;
});

test('while draining, accepts a request whose body was already arriving', async (context) => {
  const { proxy, gateway, client } = await serving(context, parts());
  const asker = await client(
    'POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n',
  );
  await asker.until('100 Continue');
  const drained = proxy.drain(1000);
  asker.send('\r\n');
  (await gateway.next()).answer('taken');
  await asker.until('taken');
  await drained;
});

test('when the budget is over, cuts off requests in progress and cancels them', async (context) => {
  const clock = new FakeClock();
  const { proxy, gateway, client } = await serving(context, { ...parts(), clock });
  const asker = await client(get);
  const exchange = await gateway.next();
  const drained = proxy.drain(1000);
  clock.advance(999);
  assert.equal(exchange.cancels, 0);
  clock.advance(1);
  await drained;
  await asker.closed;
  assert.equal(exchange.cancels, 1);
});

test('drains at once when nothing is in progress, and sets no timer that stays', async (context) => {
  const clock = new FakeClock();
  const { proxy } = await serving(context, { ...parts(), clock });
  await proxy.drain(1000);
  assert.equal(clock.pending, 0);
});

test('closes at once, cancels requests in progress, and frees the port', async (context) => {
  const { proxy, gateway, client } = await serving(context, parts());
  const { port } = proxy;
  const asker = await client(get);
  const exchange = await gateway.next();
  await proxy.close();
  await asker.closed;
  assert.equal(exchange.cancels, 1);
  const next = await serving(context, { ...parts(), listen: { port } });
  assert.equal(next.proxy.port, port);
});
