import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FakeClock } from '@laneway/testkit';
import { aModelServer } from './a-model-server.ts';
import type { LedgerEntry } from './ledger/ledger-entry.ts';
import { postJson } from './post-json.ts';

const chatPath = '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21';
const hello = { messages: [{ role: 'user', content: 'hello' }], max_tokens: 4 };

test('the ledger holds a request as it arrived: method, target, headers and bytes', async (t) => {
  const server = await aModelServer(t);
  const socket = connect(server.port, '127.0.0.1');
  t.after(async () => void socket.destroy());
  socket.write(
    'POST /v1/chat/completions?A=%20b HTTP/1.1\r\nHost: x\r\nX-Odd: 1\r\nx-odd: 2\r\nContent-Length: 12\r\n\r\n{"model":"m"',
  );
  const [entry] = await server.arrived(1);
  assert.equal(entry?.method, 'POST');
  assert.equal(entry?.target, '/v1/chat/completions?A=%20b');
  assert.deepEqual(entry?.rawHeaders, ['Host', 'x', 'X-Odd', '1', 'x-odd', '2', 'Content-Length', '12']);
  assert.equal(entry?.body.toString(), '{"model":"m"');
});

test('the ledger has the digest of the bytes that the client received', async (t) => {
  const server = await aModelServer(t, { cut: 'random' });
  const response = await postJson(server.url + chatPath, { ...hello, stream: true });
  const body = Buffer.from(await response.arrayBuffer());
  const entry = await server.ended(1);
  assert.equal(entry.sentSha256, createHash('sha256').update(body).digest('hex'));
  assert.equal(entry.sentBytes, body.length);
});

test('held requests are answered in the order of their release, and not before', async (t) => {
  const server = await aModelServer(t, { hold: true });
  const answered: string[] = [];
  const posts = ['first', 'second'].map(async (name) => {
    const response = await postJson(server.url + chatPath, { ...hello, user: name });
    await response.text();
    answered.push(name);
  });
  const held = await server.holding(2);
  const second = held.find(({ entry }) => entry.json['user'] === 'second');
  assert.deepEqual(answered, []);
  second?.respond();
  await posts[1];
  assert.deepEqual(answered, ['second']);
  server.release();
  await posts[0];
  assert.deepEqual(answered, ['second', 'first']);
});

test('a held request can be released with a fault', async (t) => {
  const server = await aModelServer(t, { hold: true });
  const post = postJson(server.url + chatPath, hello);
  const [held] = await server.holding(1);
  held?.respond({ kind: 'status', status: 503 });
  assert.equal((await post).status, 503);
});

test('a stream that is held after some tokens sends only those until it is released', async (t) => {
  const server = await aModelServer(t, { holdAfterTokens: 2, eventsPerSegment: 100 });
  const response = await postJson(server.url + chatPath, { ...hello, stream: true });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const [held] = await server.holding(1);
  assert.equal(held?.at, 'stream');
  let text = '';
  while (!text.includes('keep ')) text += (await reader?.read())?.value ?? '';
  assert.ok(!text.includes('order, '));
  server.release();
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) text += read.value;
  assert.ok(text.includes('order, ') && text.endsWith('data: [DONE]\n\n'));
});

test('holdAfterTokens does not hold answers that are not streamed', async (t) => {
  const server = await aModelServer(t, { holdAfterTokens: 0 });
  assert.equal((await postJson(server.url + chatPath, hello)).status, 200);
});

test('a client that leaves while held or during a stream ends its request as client-closed', async (t) => {
  const server = await aModelServer(t, { hold: ({ number }) => number === 1, holdAfterTokens: 1 });
  for (const [number, stream] of [[1, false] as const, [2, true] as const]) {
    const leaving = new AbortController();
    const post = postJson(server.url + chatPath, { ...hello, stream }, { signal: leaving.signal });
    const body = post.then((response) => response.text());
    await server.holding(1);
    leaving.abort();
    await assert.rejects(body, { name: 'AbortError' });
    assert.equal((await server.ended(number)).ending, 'client-closed');
    assert.deepEqual(server.held, []);
  }
  await server.idle();
});

test('a client that leaves during its upload ends its request as client-closed', async (t) => {
  const server = await aModelServer(t);
  const upload = request(server.url + chatPath, { method: 'POST', headers: { 'content-length': 100 } });
  upload.on('error', () => {});
  upload.write('{');
  await server.waitFor(({ ledger }) => ledger.length === 1);
  upload.destroy();
  const entry = await server.ended(1);
  assert.equal(entry.ending, 'client-closed');
  assert.equal(entry.arrivedAtMs, undefined);
});

test('active and peakActive count requests that have not ended, without probes', async (t) => {
  const server = await aModelServer(t, { hold: true });
  const posts = [postJson(server.url + chatPath, hello), postJson(server.url + chatPath, hello)];
  await server.holding(2);
  const probe = await fetch(`${server.url}/status-0123456789abcdef`);
  assert.equal(await probe.text(), 'OK');
  assert.equal(server.active, 2);
  assert.equal(server.probes.length, 1);
  server.release(2);
  await Promise.all(posts.map(async (post) => (await post).text()));
  await server.idle();
  assert.equal(server.active, 0);
  assert.equal(server.peakActive, 2);
});

/** Resolves once the server has set a timer. */
async function timerOf(clock: FakeClock): Promise<void> {
  while (clock.pending === 0) await nextTurn();
}

test('an answer that is not streamed is sent when its last token has been generated', async (t) => {
  const clock = new FakeClock();
  const server = await aModelServer(t, { clock, firstTokenMs: 200, tokensPerSecond: 10 });
  const startMs = clock.nowMs();
  const post = postJson(server.url + chatPath, hello);
  await timerOf(clock);
  clock.advanceToNext();
  await (await post).text();
  assert.equal((await server.ended(1)).headAtMs, startMs + 600);
});

test('a stream begins after the time to the first token and continues at its own speed', async (t) => {
  const clock = new FakeClock();
  const server = await aModelServer(t, { clock, firstTokenMs: 200, tokensPerSecond: 10 });
  const startMs = clock.nowMs();
  const post = postJson(server.url + chatPath, { ...hello, stream: true });
  const timesMs: number[] = [];
  for (let waits = 0; waits < 5; waits += 1) {
    await timerOf(clock);
    clock.advanceToNext();
    timesMs.push(clock.nowMs() - startMs);
  }
  await (await post).text();
  assert.deepEqual(timesMs, [200, 300, 400, 500, 600]);
  assert.equal((await server.ended(1)).headAtMs, startMs + 200);
});

test('a released stream continues at its speed and does not make up for the hold', async (t) => {
  const clock = new FakeClock();
  const server = await aModelServer(t, { clock, tokensPerSecond: 10, holdAfterTokens: 1 });
  const startMs = clock.nowMs();
  const post = postJson(server.url + chatPath, { ...hello, stream: true });
  await timerOf(clock);
  clock.advanceToNext();
  await server.holding(1);
  clock.advance(5_000);
  server.release();
  await timerOf(clock);
  clock.advanceToNext();
  assert.equal(clock.nowMs() - startMs, 5_200);
  clock.advance(200);
  await (await post).text();
});

test('the time to the first token can be computed for each request', async (t) => {
  const clock = new FakeClock();
  const firstTokenMs = ({ number }: LedgerEntry, random: () => number) => number * 100 + random();
  const server = await aModelServer(t, { clock, firstTokenMs, random: () => 0.5 });
  const startMs = clock.nowMs();
  const post = postJson(server.url + chatPath, hello);
  await timerOf(clock);
  clock.advanceToNext();
  await (await post).text();
  assert.equal(clock.nowMs() - startMs, 100.5);
});

test('changed behaviour applies to requests that arrive later', async (t) => {
  const server = await aModelServer(t, { hold: true });
  const early = postJson(server.url + chatPath, hello);
  await server.holding(1);
  server.configure({ hold: false, deployments: ['other'] });
  assert.equal((await postJson(server.url + chatPath, hello)).status, 404);
  server.release();
  assert.equal((await early).status, 200);
});

test('a server that stopped listening refuses connections until it listens again', async (t) => {
  const server = await aModelServer(t);
  const { url } = server;
  server.stopListening();
  await assert.rejects(postJson(url + chatPath, hello), ({ cause }) => cause.code === 'ECONNREFUSED');
  await server.resumeListening();
  assert.equal((await postJson(url + chatPath, hello)).status, 200);
});

test('a signal aborts a wait', async (t) => {
  const server = await aModelServer(t);
  await assert.rejects(server.arrived(1, AbortSignal.abort(new Error('enough'))), { message: 'enough' });
});

test('a ledger that keeps one request forgets the others and keeps counting', async (t) => {
  const server = await aModelServer(t, { remember: 1 });
  for (const _ of [1, 2, 3]) await (await postJson(server.url + chatPath, hello)).text();
  assert.deepEqual(
    server.ledger.map(({ number }) => number),
    [3],
  );
});
