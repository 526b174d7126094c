import assert from 'node:assert/strict';
import test from 'node:test';

import { errorTraits, LanewayError } from '@laneway/contracts';
import type { ErrorCode, HeaderPairs } from '@laneway/contracts';
import { FakeClock, FakeLog } from '@laneway/testkit';

import { jsonOf, valueOf } from '../testing/raw-client.test.fixture.ts';
import type { RawResponse } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

const parts = () => ({ clock: new FakeClock(), log: new FakeLog() });

const host = 'host: a\r\n';

const refused: Readonly<
  Record<string, readonly [request: string, status: number, code: string, param?: string]>
> = {
  'two Host lines': [`GET / HTTP/1.1\r\n${host}Host: a\r\n\r\n`, 400, 'bad_request', 'host'],
  'no Host line': ['GET / HTTP/1.1\r\nx: y\r\n\r\n', 400, 'bad_request', 'host'],
  'an empty Host line': ['GET / HTTP/1.1\r\nhost:\r\n\r\n', 400, 'bad_request', 'host'],
  'a Host with a user': ['GET / HTTP/1.1\r\nhost: a@b\r\n\r\n', 400, 'bad_request', 'host'],
  'a Host that is a list': ['GET / HTTP/1.1\r\nhost: a, b\r\n\r\n', 400, 'bad_request', 'host'],
  'a Host with a path': ['GET / HTTP/1.1\r\nhost: a/b\r\n\r\n', 400, 'bad_request', 'host'],
  'an absolute target that is no http address': [
    `GET file:///etc/passwd HTTP/1.1\r\n${host}\r\n`,
    400,
    'bad_request',
  ],
  'an absolute target with a user': [`GET http://u:p@a/ HTTP/1.1\r\n${host}\r\n`, 400, 'bad_request'],
  'an absolute target without a host': [`GET http:///p HTTP/1.1\r\n${host}\r\n`, 400, 'bad_request'],
  'a target of *': [`OPTIONS * HTTP/1.1\r\n${host}\r\n`, 400, 'bad_request'],
  'a target with a fragment': [`GET /a#b HTTP/1.1\r\n${host}\r\n`, 400, 'bad_request'],
  TRACE: [`TRACE / HTTP/1.1\r\n${host}\r\n`, 405, 'method_not_allowed'],
  CONNECT: [`CONNECT a:443 HTTP/1.1\r\n${host}\r\n`, 405, 'method_not_allowed'],
  'an unknown method': [`BREW / HTTP/1.1\r\n${host}\r\n`, 400, 'bad_request'],
  'an unknown expectation': [
    `GET / HTTP/1.1\r\n${host}expect: tea\r\n\r\n`,
    417,
    'expectation_failed',
    'expect',
  ],
  'another expectation than 100-continue': [
    `GET / HTTP/1.1\r\n${host}expect: y 100-continue\r\n\r\n`,
    417,
    'expectation_failed',
    'expect',
  ],
  'an encoding before chunked': [
    `POST / HTTP/1.1\r\n${host}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    400,
    'bad_request',
    'transfer-encoding',
  ],
  'an encoding after chunked': [
    `POST / HTTP/1.1\r\n${host}transfer-encoding: chunked, gzip\r\n\r\n`,
    400,
    'bad_request',
  ],
  'Transfer-Encoding with Content-Length': [
    `POST / HTTP/1.1\r\n${host}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n`,
    400,
    'bad_request',
  ],
  'Content-Length with Transfer-Encoding': [
    `POST / HTTP/1.1\r\n${host}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'bad_request',
  ],
  'Transfer-Encoding in HTTP/1.0': [
    'POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'bad_request',
    'transfer-encoding',
  ],
  'two Content-Length lines': [
    `POST / HTTP/1.1\r\n${host}content-length: 1\r\ncontent-length: 1\r\n\r\na`,
    400,
    'bad_request',
  ],
  'a Content-Length with a sign': [
    `POST / HTTP/1.1\r\n${host}content-length: +1\r\n\r\na`,
    400,
    'bad_request',
  ],
  'a control character in a header': [`GET / HTTP/1.1\r\n${host}x: a\x01b\r\n\r\n`, 400, 'bad_request'],
  'a control character in the target': [`GET /a\x01b HTTP/1.1\r\n${host}\r\n`, 400, 'bad_request'],
  'a folded header': [`GET / HTTP/1.1\r\n${host}x: a\r\n b\r\n\r\n`, 400, 'bad_request'],
  'a space before a colon': ['GET / HTTP/1.1\r\nhost : a\r\n\r\n', 400, 'bad_request'],
  'bare line feeds': ['GET / HTTP/1.1\nhost: a\n\n', 400, 'bad_request'],
  'a bad chunk size': [
    `POST / HTTP/1.1\r\n${host}transfer-encoding: chunked\r\n\r\nzz\r\n`,
    400,
    'bad_request',
  ],
  'another HTTP': [`GET / HTTP/2.0\r\n${host}\r\n`, 400, 'bad_request'],
  'headers over the limit': [
    `GET / HTTP/1.1\r\n${host}x: ${'y'.repeat(9000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  'a target over the limit': [`GET /${'y'.repeat(9000)} HTTP/1.1\r\n${host}\r\n`, 431, 'headers_too_large'],
  'too many header lines': [
    `GET / HTTP/1.1\r\n${host}${'x: y\r\n'.repeat(256)}\r\n`,
    431,
    'headers_too_large',
  ],
};

for (const [what, [request, status, code, param]] of Object.entries(refused)) {
  test(`refuses ${what} with an error body, and closes the connection`, async (context) => {
    const { gateway, client } = await serving(context, parts());
    const asker = await client(request);
    const answer = await asker.response();
    assert.equal(answer.status, status);
    const { error } = errorOf(answer);
    assert.equal(error.code, code);
    assert.equal(error.type, 'invalid_request_error');
    assert.ok(param === undefined || error.param === param);
    assert.equal(valueOf(answer, 'x-request-id'), 'made-here');
    assert.equal(valueOf(answer, 'connection'), 'close');
    assert.equal(valueOf(answer, 'content-type'), 'application/json');
    await asker.closed;
    assert.equal(gateway.exchanges.length, 0);
  });
}

test('accepts the documented number of header lines', async (context) => {
  const { gateway, client } = await serving(context, parts());
  await client(`GET / HTTP/1.1\r\n${host}${'x: y\r\n'.repeat(255)}\r\n`);
  assert.equal((await gateway.next()).request.headers.length, 512);
});

test('answers TRACE with the allowed methods', async (context) => {
  const { client } = await serving(context, parts());
  const asker = await client(`TRACE / HTTP/1.1\r\n${host}\r\n`);
  assert.equal(valueOf(await asker.response(), 'allow'), 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS');
});

test("returns the client's own x-request-id with a refusal", async (context) => {
  const { client } = await serving(context, parts());
  const asker = await client('GET / HTTP/1.1\r\nx-request-id: mine\r\nhost: a@b\r\n\r\n');
  assert.equal(valueOf(await asker.response(), 'x-request-id'), 'mine');
});

test("writes the gateway's refusal with the body that comes with it, and keeps the connection", async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(`POST / HTTP/1.1\r\n${host}content-length: 2\r\n\r\nhi`);
  const error = new LanewayError('invalid_header', 'x-ttl is not a time.', { param: 'x-ttl' });
  (await gateway.next()).refuse(error, ['x-laneway-lane', 'gold']);
  const answer = await asker.response();
  assert.equal(answer.status, 400);
  assert.equal(answer.statusText, 'Bad Request');
  assert.deepEqual(jsonOf(answer), {
    error: {
      message: 'x-ttl is not a time.',
      type: 'invalid_request_error',
      param: 'x-ttl',
      code: 'invalid_header',
    },
  });
  assert.equal(valueOf(answer, 'x-laneway-lane'), 'gold');
  asker.send(`GET / HTTP/1.1\r\n${host}\r\n`);
  await gateway.next();
});

test('answers each error of the table with its status and x-should-retry', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client();
  for (const [code, traits] of Object.entries(errorTraits)) {
    asker.send(`GET / HTTP/1.1\r\n${host}\r\n`);
    (await gateway.next()).refuse(new LanewayError(code as ErrorCode, 'No.'));
    const answer = await asker.response();
    assert.equal(answer.status, traits.status);
    assert.equal(errorOf(answer).error.type, traits.type);
    assert.equal(valueOf(answer, 'x-should-retry'), traits.retryable ? undefined : 'false');
  }
});

const delays: readonly (readonly [ErrorCode, number | undefined, string | undefined, string | undefined])[] =
  [
    ['throttled', 1500.2, '2', '1501'],
    ['throttled', 60_000, '60', '60000'],
    ['throttled', 0, '1', '1'],
    ['queue_full', undefined, '1', '1000'],
    ['draining', undefined, '1', '1000'],
    ['bad_gateway', undefined, undefined, undefined],
    ['bad_gateway', 200, '1', '200'],
  ];

for (const [code, retryAfterMs, seconds, milliseconds] of delays) {
  test(`sends the delay of ${code} of ${retryAfterMs} ms as ${seconds} s and ${milliseconds} ms`, async (context) => {
    const { gateway, client } = await serving(context, parts());
    const asker = await client(`GET / HTTP/1.1\r\n${host}\r\n`);
    const details = retryAfterMs === undefined ? {} : { retryAfterMs };
    (await gateway.next()).refuse(new LanewayError(code, 'Later.', details));
    const answer = await asker.response();
    assert.equal(valueOf(answer, 'retry-after'), seconds);
    assert.equal(valueOf(answer, 'retry-after-ms'), milliseconds);
  });
}

test('passes on the challenge that comes with a refusal', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(`GET / HTTP/1.1\r\n${host}\r\n`);
  const headers: HeaderPairs = ['www-authenticate', 'Bearer'];
  (await gateway.next()).refuse(new LanewayError('unauthenticated', 'Who?'), headers);
  const answer = await asker.response();
  assert.equal(answer.status, 401);
  assert.equal(valueOf(answer, 'www-authenticate'), 'Bearer');
});

test('refuses also if the additional headers are not valid', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(`GET / HTTP/1.1\r\n${host}\r\n`);
  (await gateway.next()).refuse(new LanewayError('queue_full', 'Full.'), ['x-laneway-lane', '黄金']);
  assert.equal((await asker.response()).status, 429);
});

test('refuses a HEAD request without a body', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(`HEAD / HTTP/1.1\r\n${host}\r\n`);
  (await gateway.next()).refuse(new LanewayError('no_facade', 'No.'));
  assert.equal((await asker.response('HEAD')).status, 404);
  asker.send(`GET / HTTP/1.1\r\n${host}\r\n`);
  (await gateway.next()).answer('whole');
  assert.equal((await asker.response()).body.toString(), 'whole');
});

test('survives a gateway that throws: the client gets internal_error, the log the details', async (context) => {
  const log = new FakeLog();
  const { gateway, client } = await serving(context, { ...parts(), log });
  gateway.onAccept = () => {
    throw new Error('secret detail');
  };
  const asker = await client(`GET / HTTP/1.1\r\n${host}\r\n`);
  const answer = await asker.response();
  assert.equal(answer.status, 500);
  assert.equal(errorOf(answer).error.code, 'internal_error');
  assert.doesNotMatch(answer.body.toString(), /secret|at /);
  assert.equal(log.messages('error').length, 1);

  gateway.onAccept = (exchange) => exchange.answer('alive');
  asker.send(`GET / HTTP/1.1\r\n${host}\r\n`);
  assert.equal((await asker.response()).body.toString(), 'alive');
});

test('breaks off an answer that had begun when the gateway threw', async (context) => {
  const { gateway, client } = await serving(context, parts());
  gateway.onAccept = (exchange) => {
    exchange.head();
    exchange.data('half');
    throw new Error('no more');
  };
  const asker = await client(`GET / HTTP/1.1\r\n${host}\r\n`);
  await asker.until('half');
  await assert.rejects(asker.response());
});

function errorOf(answer: RawResponse): { error: { code: string; type: string; param: string | null } } {
  return jsonOf(answer) as { error: { code: string; type: string; param: string | null } };
}
