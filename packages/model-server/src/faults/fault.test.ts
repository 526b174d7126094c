import assert from 'node:assert/strict';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { FakeClock } from '@laneway/testkit';
import { aModelServer } from '../a-model-server.ts';
import { postJson } from '../post-json.ts';
import type { ErrorEventForm } from './error-event.ts';

const chatPath = '/openai/deployments/m/chat/completions';
const plain = { messages: [{ role: 'user', content: 'hi' }], max_tokens: 8 };
const stream = { ...plain, stream: true };

/** Whether a fetch or the reading of its body failed because of the connection. */
function isBroken(error: Error): boolean {
  return error.name === 'TypeError' && error.cause !== undefined;
}

for (const kind of ['refuse', 'reset-before-headers', 'garbage'] as const) {
  test(`${kind}: the client gets no answer`, async (t) => {
    const server = await aModelServer(t);
    server.setFault({ kind });
    await assert.rejects(postJson(server.url + chatPath, plain), isBroken);
  });
}

test('refuse: a connection that is open already is reset at its next request', async (t) => {
  const server = await aModelServer(t);
  const socket = connect(server.port, '127.0.0.1');
  t.after(async () => void socket.destroy());
  await server.waitFor(({ connections }) => connections === 1);
  server.setFault({ kind: 'refuse' }, { times: 1 });
  const broken = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
  socket.write('GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n');
  assert.equal((await broken).code, 'ECONNRESET');
  assert.equal((await server.ended(1)).ending, 'faulted');
});

test('black-hole: no answer until the client leaves', async (t) => {
  const server = await aModelServer(t);
  server.setFault({ kind: 'black-hole' });
  const leaving = new AbortController();
  const post = postJson(server.url + chatPath, plain, { signal: leaving.signal });
  const [entry] = await server.arrived(1);
  assert.equal(entry?.headAtMs, undefined);
  leaving.abort();
  await assert.rejects(post, { name: 'AbortError' });
  const { ending, fault } = await server.ended(1);
  assert.deepEqual([ending, fault], ['client-closed', 'black-hole']);
});

test('reset-after-headers: the head arrives, then the connection is reset', async (t) => {
  const server = await aModelServer(t);
  server.setFault({ kind: 'reset-after-headers' });
  const response = await postJson(server.url + chatPath, stream);
  assert.equal(response.status, 200);
  await assert.rejects(response.text(), isBroken);
  assert.equal((await server.ended(1)).ending, 'faulted');
});

for (const body of [plain, stream]) {
  test(`reset-mid-body: a ${body === plain ? 'plain body' : 'stream'} is cut off in the middle`, async (t) => {
    const server = await aModelServer(t);
    server.setFault({ kind: 'reset-mid-body', afterBytes: 100 });
    const response = await postJson(server.url + chatPath, body);
    await assert.rejects(response.text(), isBroken);
    const { sentBytes, usageReported } = await server.ended(1);
    assert.deepEqual([sentBytes, usageReported], [100, false]);
  });
}

test('a held stream that is released with a fault is reset', async (t) => {
  const server = await aModelServer(t, { holdAfterTokens: 2 });
  const response = await postJson(server.url + chatPath, stream);
  const [held] = await server.holding(1);
  held?.respond({ kind: 'reset-mid-body' });
  await assert.rejects(response.text(), isBroken);
  assert.equal((await server.ended(1)).ending, 'faulted');
});

test('throttle: a 429 of the given form', async (t) => {
  const server = await aModelServer(t);
  server.setFault({ kind: 'throttle', form: 'requeue', retryAfterMs: 10_000 });
  const response = await postJson(server.url + chatPath, plain);
  assert.equal(response.status, 429);
  assert.equal(response.headers.get('s7prequeue'), 'true');
  assert.equal(response.headers.get('retry-after-ms'), '10000');
  assert.equal((await server.ended(1)).ending, 'throttled');
});

test('status: any status with any headers and body', async (t) => {
  const server = await aModelServer(t);
  server.setFault({
    kind: 'status',
    status: 502,
    headers: { 'content-type': 'text/html', 'x-a': 'b' },
    body: '<h1>',
  });
  const response = await postJson(server.url + chatPath, plain);
  assert.deepEqual([response.status, response.headers.get('x-a'), await response.text()], [502, 'b', '<h1>']);
  assert.equal(response.headers.get('content-type'), 'text/html');
});

test('redirect: a 307 to the given location', async (t) => {
  const server = await aModelServer(t);
  server.setFault({ kind: 'redirect', location: 'http://127.0.0.1:9/elsewhere' });
  const response = await postJson(server.url + chatPath, plain, { redirect: 'manual' });
  assert.equal(response.status, 307);
  assert.equal(response.headers.get('location'), 'http://127.0.0.1:9/elsewhere');
});

test('empty: a 200 without a body', async (t) => {
  const server = await aModelServer(t);
  server.setFault({ kind: 'empty' });
  const response = await postJson(server.url + chatPath, plain);
  assert.deepEqual([response.status, await response.text()], [200, '']);
});

test('slow-headers: the answer follows after the delay, and may be another fault', async (t) => {
  const clock = new FakeClock();
  const server = await aModelServer(t, { clock });
  server.setFault({ kind: 'slow-headers', delayMs: 5_000, next: { kind: 'status', status: 503 } });
  const post = postJson(server.url + chatPath, plain);
  const [entry] = await server.arrived(1);
  clock.advance(4_999);
  assert.equal(entry?.headAtMs, undefined);
  clock.advance(1);
  assert.equal((await post).status, 503);
});

test('wrong-content-length: a body can be shorter than announced', async (t) => {
  const server = await aModelServer(t);
  server.setFault({ kind: 'wrong-content-length', by: 10 });
  const response = await postJson(server.url + chatPath, plain);
  await assert.rejects(response.text(), isBroken);
});

test('wrong-content-length: a body can be longer than announced', async (t) => {
  const server = await aModelServer(t);
  server.setFault({ kind: 'wrong-content-length', by: -10 });
  const socket = connect(server.port, '127.0.0.1').end('GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n');
  const [head = '', body = ''] = Buffer.concat(await socket.toArray())
    .toString()
    .split('\r\n\r\n');
  assert.equal(Number(/content-length: (\d+)/i.exec(head)?.[1]), body.length - 10);
});

test('half-stream: the stream ends normally, without finish reason and [DONE]', async (t) => {
  const server = await aModelServer(t);
  server.setFault({ kind: 'half-stream' });
  const text = await (await postJson(server.url + chatPath, stream)).text();
  assert.ok(text.includes('"content":"Lanes "'));
  assert.ok(!text.includes('[DONE]') && !text.includes('"finish_reason":"stop"'));
});

const eventForms: readonly (readonly [ErrorEventForm, RegExp])[] = [
  ['chat', /data: \{"error":\{"code":"rate_limit_exceeded".*\n\n$/],
  ['response-failed', /event: response\.failed\n.*"error":\{"code":"rate_limit_exceeded".*\n\n$/],
  ['response-failed-without-error', /event: response\.failed\n.*"error":null.*\n\n$/],
  ['nested-error', /event: error\n.*"error":\{.*"x-ms-fe-error":"true".*\n\n$/],
  ['flat-error', /event: error\n.*"code":"rate_limit_exceeded".*\n\n$/],
  ['failed-then-nested-error', /event: response\.failed\n.*\n\nevent: error\n.*\n\n$/],
  ['nested-error-then-failed', /event: error\n.*\n\nevent: response\.failed\n.*\n\n$/],
];

for (const [form, end] of eventForms) {
  test(`error-event: a 200 stream ends with ${form} before any content, or after some`, async (t) => {
    const server = await aModelServer(t);
    const isChat = form === 'chat';
    const url = server.url + (isChat ? chatPath : '/openai/v1/responses');
    const body = isChat ? stream : { model: 'm', input: 'hi', stream: true };
    server.setFault({ kind: 'error-event', form, at: 'before-content' }, { times: 1 });
    server.setFault({ kind: 'error-event', form, at: 'after-content' });
    const early = await (await postJson(url, body)).text();
    const late = await (await postJson(url, body)).text();
    assert.match(early, end);
    assert.ok(!early.includes('Lanes '));
    assert.match(late, end);
    assert.ok(late.includes('Lanes ') && !late.includes('[DONE]'));
    assert.equal((await server.ended(2)).ending, 'faulted');
  });
}

test('error-event: an answer that is not streamed stays as it is', async (t) => {
  const server = await aModelServer(t);
  server.setFault({ kind: 'error-event', form: 'chat', at: 'before-content' });
  assert.equal((await postJson(server.url + chatPath, plain)).status, 200);
  const { ending, fault } = await server.ended(1);
  assert.deepEqual([ending, fault], ['completed', undefined]);
});

test('informational: `count` 102 responses precede the answer', async (t) => {
  const server = await aModelServer(t);
  server.setFault({ kind: 'informational', count: 50 });
  let seen = 0;
  const message = await new Promise<IncomingMessage>((resolve) => {
    get(`${server.url}/v1/models`, resolve).on(
      'information',
      ({ statusCode }) => (seen += statusCode === 102 ? 1 : 0),
    );
  });
  message.resume();
  assert.deepEqual([seen, message.statusCode], [50, 200]);
});

for (const body of [plain, stream]) {
  test(`gzip: a ${body === plain ? 'plain body' : 'stream'} is complete after decompression`, async (t) => {
    const server = await aModelServer(t);
    const usual = await (await postJson(server.url + chatPath, body)).text();
    server.setFault({ kind: 'gzip' });
    const response = await postJson(server.url + chatPath, body);
    assert.equal(response.headers.get('content-encoding'), 'gzip');
    const unpacked = await response.text();
    assert.equal(unpacked.length, usual.length);
    assert.equal((await server.ended(2)).ending, 'completed');
  });
}

test('trailers: follow the body', async (t) => {
  const server = await aModelServer(t);
  server.setFault({ kind: 'trailers', trailers: { 'x-late': 'yes' } });
  const message = await new Promise<IncomingMessage>((resolve) => get(`${server.url}/v1/models`, resolve));
  await message.toArray();
  assert.equal(message.headers.trailer, 'x-late');
  assert.equal(message.trailers['x-late'], 'yes');
});

test('a fault applies to its scope only: numbers, condition, count', async (t) => {
  const server = await aModelServer(t);
  const statuses = async (count: number) => {
    const seen: number[] = [];
    for (let sent = 0; sent < count; sent += 1)
      seen.push((await postJson(server.url + chatPath, plain)).status);
    return seen;
  };
  server.setFault({ kind: 'status', status: 500 }, { requests: [2] });
  assert.deepEqual(await statuses(3), [200, 500, 200]);
  server.setFault({ kind: 'status', status: 503 }, { times: 1 });
  assert.deepEqual(await statuses(2), [503, 200]);
  const lift = server.setFault({ kind: 'status', status: 408 }, { when: ({ number }) => number >= 7 });
  assert.deepEqual(await statuses(2), [200, 408]);
  lift();
  assert.deepEqual(await statuses(1), [200]);
});

test('a fault applies to probes only if its scope says so', async (t) => {
  const server = await aModelServer(t);
  const probe = `${server.url}/status-0123456789abcdef`;
  server.setFault({ kind: 'status', status: 500 });
  assert.equal((await fetch(probe)).status, 200);
  server.clearFaults();
  server.setFault({ kind: 'status', status: 503 }, { on: 'probes' });
  assert.equal((await fetch(probe)).status, 503);
  assert.equal((await postJson(server.url + chatPath, plain)).status, 200);
});
