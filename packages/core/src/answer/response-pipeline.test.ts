import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ResponseProcessor, ResponseStage } from '@laneway/contracts';
import { aPlugin, EventRecorder } from '@laneway/testkit';

import { anEndpointConfig, aUse, startEngine } from '../testing/index.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);
const stream = ['content-type', 'text/event-stream'];

/** An engine whose endpoint has these processors, and the events of its sink. */
async function withProcessors(...processors: readonly ResponseProcessor[]) {
  const record = new EventRecorder();
  const names = processors.map((_, index) => `processor-${index}`);
  const engine = await startEngine({
    config: { endpoints: [anEndpointConfig({ processors: names.map((name) => aUse(name)) })] },
    plugins: Object.fromEntries(
      names.map((name, index) => [
        name,
        aPlugin('response-processor', () => processors[index] ?? { mode: 'observe', open: () => undefined }),
      ]),
    ),
    sinks: [record],
  });
  return { ...engine, record };
}

const observing = (stage: ResponseStage): ResponseProcessor => ({ mode: 'observe', open: () => stage });
const rewriting = (stage: ResponseStage): ResponseProcessor => ({ mode: 'rewrite', open: () => stage });

test('an observed stream reaches the client in the chunks of the backend, wherever its events end', async () => {
  const seen: string[] = [];
  const { backend, send } = await withProcessors(observing({ onEvent: ({ data }) => void seen.push(data) }));
  const client = send();
  const chunks = ['data: on', 'e\n', '\ndata: two\r\n\r', '\n', 'data: three\n\n: and a comment', '\n\nrest'];
  backend.last().head(200, stream);
  for (const [index, chunk] of chunks.entries()) {
    backend.last().data(chunk);
    assert.equal(client.chunks.length, index + 1);
  }
  backend.last().end();
  assert.deepEqual(client.chunks.map(text), chunks);
  assert.deepEqual(seen.slice(0, 3), ['one', 'two', 'three']);
});

test('an observer that returns bytes or changes its copy changes nothing', async () => {
  const { backend, send } = await withProcessors(
    observing({ onEvent: () => bytes('data: forged\n\n'), onBody: () => bytes('forged') }),
  );
  const client = send();
  backend.last().head(200, stream).data('data: true\n\n').end();
  assert.equal(client.body, 'data: true\n\n');
  const other = send();
  backend.last().answer(200, 'true');
  assert.equal(other.body, 'true');
});

test('onBody gets the whole body once, after the client has received it', async () => {
  const bodies: string[] = [];
  const { backend, send } = await withProcessors(
    observing({ onBody: (body) => void bodies.push(text(body)) }),
  );
  send();
  backend.last().head(200).data('{"a"').data(':1}').end();
  assert.deepEqual(bodies, ['{"a":1}']);
});

test('onBody is not called for a body above 4 MiB, which is passed on', async () => {
  const bodies: number[] = [];
  const { backend, send } = await withProcessors(
    observing({ onBody: (body) => void bodies.push(body.length) }),
  );
  const client = send();
  backend.last().head(200);
  for (let mib = 0; mib < 5; mib += 1) backend.last().data('x'.repeat(1024 * 1024));
  backend.last().end();
  assert.deepEqual(bodies, []);
  assert.equal(client.chunks.length, 5);
});

test('a rewriting processor may change, drop and keep events', async () => {
  const { backend, send } = await withProcessors(
    rewriting({
      onEvent({ data }) {
        if (data === 'drop') return new Uint8Array();
        return data === 'change' ? bytes('data: changed\n\n') : undefined;
      },
    }),
  );
  const client = send();
  backend.last().head(200, stream).data('data: keep\n\ndata: drop\n\nda').data('ta: change\n\nrest').end();
  assert.equal(client.body, 'data: keep\n\ndata: changed\n\nrest');
});

test('a rewritten body has no Content-Length of the original', async () => {
  const { backend, send } = await withProcessors(rewriting({ onBody: () => bytes('longer than before') }));
  const client = send();
  backend.last().answer(200, 'short', ['content-length', '5', 'x-kept', 'yes']);
  assert.equal(client.body, 'longer than before');
  assert.equal(client.header('content-length'), undefined);
  assert.equal(client.header('x-kept'), 'yes');
});

test('processors run in the order of the config, each on the output of the previous one', async () => {
  const seen: string[] = [];
  const add = (letter: string) => rewriting({ onBody: (body) => bytes(text(body) + letter) });
  const { backend, send } = await withProcessors(
    add('b'),
    observing({ onBody: (body) => void seen.push(text(body)) }),
    add('c'),
  );
  const client = send();
  backend.last().answer(200, 'a');
  assert.equal(client.body, 'abc');
  assert.deepEqual(seen, ['ab']);
});

for (const mode of ['observe', 'rewrite'] as const) {
  test(`a processor (${mode}) that throws gets no further calls and is reported; the answer and other processors continue`, async () => {
    const seen: string[] = [];
    let calls = 0;
    const broken: ResponseStage = {
      onEvent() {
        calls += 1;
        throw new RangeError('out of ideas');
      },
    };
    const { backend, record, send } = await withProcessors(
      { mode, open: () => broken },
      observing({ onEvent: ({ data }) => void seen.push(data) }),
    );
    const client = send();
    backend.last().head(200, stream).data('data: 1\n\ndata: 2\n\n').data('data: 3\n\n').end();
    assert.equal(client.body, 'data: 1\n\ndata: 2\n\ndata: 3\n\n');
    assert.equal(calls, 1);
    assert.deepEqual(seen, ['1', '2', '3']);
    const blamed = record.of('warned').map(({ subject, name }) => [subject, name]);
    assert.deepEqual(blamed, [['plugin', 'processor-0']]);
  });
}

test('when the only rewriting processor throws in the middle of an event, no byte is lost or moved', async () => {
  const { backend, send } = await withProcessors(
    rewriting({
      onEvent() {
        throw new RangeError('out of ideas');
      },
    }),
  );
  const client = send();
  backend.last().head(200, stream).data('data: 1\n\nda').data('ta: 2\n\nda').data('ta: 3\n\n').end();
  assert.equal(client.body, 'data: 1\n\ndata: 2\n\ndata: 3\n\n');
});

test('a processor that throws in open() is left out of the answer', async () => {
  const { backend, record, send } = await withProcessors({
    mode: 'rewrite',
    open() {
      throw new RangeError('not today');
    },
  });
  const client = send();
  backend.last().answer(200, 'fine');
  assert.equal(client.body, 'fine');
  assert.equal(record.of('warned').length, 1);
});

test('a stage gets onEnd for a complete answer, and onCancel for one that either side breaks off', async () => {
  const heard: string[] = [];
  const { backend, send } = await withProcessors(
    observing({ onEnd: () => void heard.push('end'), onCancel: () => void heard.push('cancel') }),
  );
  send();
  backend.last().answer();
  send();
  backend.last().head(200).data('half');
  backend.last().fail();
  const leaving = send();
  backend.last().head(200).data('half');
  leaving.cancel();
  assert.deepEqual(heard, ['end', 'cancel', 'cancel']);
});

test('usage that a processor reports is the usage of the exchange', async () => {
  const { backend, record, send } = await withProcessors({
    mode: 'observe',
    open: ({ report }) => ({
      onBody: () =>
        report({ promptTokens: 1_000, cachedTokens: 0, completionTokens: 500, reasoningTokens: 0 }),
    }),
  });
  send();
  backend.last().answer();
  send();
  backend.last().head(200, stream).data('data: {"choices":[]}\n\n').end();
  const [exact, guessed] = record.of('exchange-ended');
  assert.equal(exact?.usageExact, true);
  assert.equal(exact?.usage?.promptTokens, 1_000);
  assert.equal(exact?.usage?.completionTokens, 500);
  assert.equal(guessed?.usageExact, false);
  assert.equal(guessed?.usage?.completionTokens, 1);
});

test('a slow client pauses the backend and resumes it', async () => {
  const { backend, send } = await startEngine();
  const client = send();
  backend.last().head(200);
  client.takesMore = false;
  backend.last().data('much');
  assert.equal(backend.last().paused, true);
  client.handle?.resume();
  assert.equal(backend.last().paused, false);
});
