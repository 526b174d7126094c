import assert from 'node:assert/strict';
import test from 'node:test';

import { FakeClock, FakeLog } from '@laneway/testkit';

import { jsonOf, valueOf } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

const parts = () => ({ clock: new FakeClock(), log: new FakeLog() });

const post = 'POST / HTTP/1.1\r\nhost: a\r\n';

test('takes a body of exactly the limit', async (context) => {
  const { gateway, client } = await serving(context, parts());
  await client(`${post}content-length: 1024\r\n\r\n${'x'.repeat(1024)}`);
  const declared = (await gateway.next()).request.body;
  assert.equal(declared.kind === 'bytes' && declared.bytes.length, 1024);
  await client(`${post}transfer-encoding: chunked\r\n\r\n400\r\n${'x'.repeat(1024)}\r\n0\r\n\r\n`);
  const chunked = (await gateway.next()).request.body;
  assert.equal(chunked.kind === 'bytes' && chunked.bytes.length, 1024);
});

test('refuses a body that is declared too long before any of it has come', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(`${post}content-length: 1025\r\n\r\n`);
  const answer = await asker.response();
  assert.equal(answer.status, 413);
  assert.equal(valueOf(answer, 'connection'), 'close');
  assert.match(answer.body.toString(), /"code":"body_too_large"/);
  assert.equal(gateway.exchanges.length, 0);
});

test('refuses a body that is declared too long without sending 100 Continue', async (context) => {
  const { client } = await serving(context, parts());
  const asker = await client(`${post}expect: 100-continue\r\ncontent-length: 1025\r\n\r\n`);
  assert.equal((await asker.response()).status, 413);
});

test('refuses a body as soon as it gets too long', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(`${post}transfer-encoding: chunked\r\n\r\n401\r\n${'x'.repeat(1025)}`);
  assert.equal((await asker.response()).status, 413);
  assert.equal(gateway.exchanges.length, 0);
});

test('lets a client finish sending what is refused, then closes without a reset', async (context) => {
  const { client } = await serving(context, parts());
  // More than the system buffers, so that it gets out only if the listener reads it.
  const body = Buffer.alloc(64 * 1024 * 1024);
  const asker = await client(`${post}content-length: ${body.length}\r\n\r\n`);
  asker.send(body);
  assert.equal((await asker.response()).status, 413);
  await asker.closed;
  assert.equal(asker.errorCode, undefined);
});

test('does not read a refused body without limit', async (context) => {
  const clock = new FakeClock();
  const { client } = await serving(context, { ...parts(), clock });
  const asker = await client(`${post}content-length: 1000000000\r\n\r\n`);
  await asker.response();
  asker.send('x'.repeat(1000));
  clock.advance(2000);
  await asker.closed;
});

test('answers a HEAD request that has a body too long at once', async (context) => {
  const { client } = await serving(context, parts());
  const asker = await client('HEAD / HTTP/1.1\r\nhost: a\r\ncontent-length: 1025\r\n\r\n');
  assert.equal((await asker.response('HEAD')).status, 413);
});

test('times out headers that do not end', async (context) => {
  const { gateway, client } = await serving(context, { ...parts(), limits: { headersTimeoutMs: 40 } });
  const asker = await client('GET / HTTP/1.1\r\nhost: a\r\nx: ');
  const answer = await asker.response();
  assert.equal(answer.status, 408);
  assert.match(JSON.stringify(jsonOf(answer)), /"code":"request_timeout"/);
  await asker.closed;
  assert.equal(gateway.exchanges.length, 0);
});

test('times out a silent connection', async (context) => {
  const { client } = await serving(context, { ...parts(), limits: { headersTimeoutMs: 40 } });
  const asker = await client();
  await asker.closed;
});

test('times out a body that does not end', async (context) => {
  const limits = { headersTimeoutMs: 40, bodyTimeoutMs: 40 };
  const { gateway, client } = await serving(context, { ...parts(), limits });
  const asker = await client(`${post}x-request-id: slow\r\ncontent-length: 10\r\n\r\nx`);
  const answer = await asker.response();
  assert.equal(answer.status, 408);
  assert.equal(valueOf(answer, 'x-request-id'), 'slow');
  await asker.closed;
  assert.equal(gateway.exchanges.length, 0);
});
