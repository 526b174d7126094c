import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import type { CallerError, GatewayRequest } from '@laneway/contracts';
import { FakeClock, FakeLog } from '@laneway/testkit';

import { valueOf } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

type Head = Pick<GatewayRequest, 'path' | 'headers'> | undefined;

/** A listener whose gateway writes errors in a dialect, and what that was asked for. */
async function withDialect(context: TestContext) {
  const asked: { error: CallerError; head: Head }[] = [];
  const alias = { path: '/lb', target: '/v1/messages?x=1' };
  const parts = await serving(context, { clock: new FakeClock(), log: new FakeLog(), alias });
  parts.gateway.errorBody = (error, head) => {
    asked.push({ error, head });
    return `{"dialect":"${error.code} für ${error.requestId}"}`;
  };
  return { ...parts, asked };
}

const early: Readonly<Record<string, readonly [request: string, code: string, path: string | undefined]>> = {
  'a body that is too large': [
    'POST /v1/messages HTTP/1.1\r\nhost: a\r\ncontent-length: 4000\r\n\r\n',
    'body_too_large',
    '/v1/messages',
  ],
  'a head with two hosts': [
    'GET /v1/messages?x=1 HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n',
    'bad_request',
    '/v1/messages',
  ],
  'a method that is not served': [
    'TRACE /v1/messages HTTP/1.1\r\nhost: a\r\n\r\n',
    'method_not_allowed',
    '/v1/messages',
  ],
  'a target that is not one': ['GET a/b HTTP/1.1\r\nhost: a\r\n\r\n', 'bad_request', undefined],
  CONNECT: ['CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n', 'method_not_allowed', undefined],
  'what is not HTTP': ['nonsense\r\n\r\n', 'bad_request', undefined],
  'a request for WebSocket that is not well-formed': [
    'GET /v1/realtime HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    'bad_request',
    '/v1/realtime',
  ],
};

for (const [what, [request, code, path]] of Object.entries(early)) {
  test(`the gateway writes the error of ${what}`, async (context) => {
    const { client, asked } = await withDialect(context);
    const answer = await (await client(request)).response();
    const body = answer.body.toString();
    assert.equal(body, `{"dialect":"${code} für made-here"}`);
    assert.equal(valueOf(answer, 'content-length'), `${Buffer.byteLength(body)}`);
    assert.equal(valueOf(answer, 'content-type'), 'application/json');
    assert.equal(asked.length, 1);
    assert.equal(asked[0]?.error.status, answer.status);
    assert.equal(asked[0]?.head?.path, path);
    if (path !== undefined) assert.equal(asked[0]?.head?.headers[0], 'host');
  });
}

test('the gateway writes the error of a request that comes while the listener drains', async (context) => {
  const { client, asked, gateway, proxy } = await withDialect(context);
  await client('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  await gateway.next();
  void proxy.drain(10_000);
  const late = await client('GET /v1/messages HTTP/1.1\r\nhost: a\r\n\r\n');
  const answer = await late.response();
  assert.equal(answer.status, 503);
  assert.match(answer.body.toString(), /draining/);
  assert.equal(asked[0]?.head?.path, '/v1/messages');
});

test('the error of a request to an alias is that of its target', async (context) => {
  const { client, asked } = await withDialect(context);
  const asker = await client('POST /lb HTTP/1.1\r\nhost: a\r\ncontent-length: 4000\r\n\r\n');
  await asker.response();
  assert.equal(asked[0]?.head?.path, '/v1/messages');
});
