import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Attempt, Connector, HeaderPairs } from '@laneway/contracts';

import type { ExchangePromises } from './exchange-promises.ts';
import { LoopbackBackend } from './loopback-backend.ts';
import { aStreamedBody } from '../../builders/a-body.ts';
import { startAttempt } from './start-attempt.ts';

/** The tests of requests. */
export const sendPromises: ExchangePromises = {
  'sends method, target, headers and body as given, and no headers of its own': async (connector) => {
    const headers = ['X-Mixed-Case', 'a  b', 'x-repeated', '1', 'X-Repeated', '2', 'x-empty', ''];
    const body = { kind: 'bytes', bytes: new Uint8Array([0, 13, 10, 128, 255]) } as const;
    const target = '/base/openai/v1/chat%20completions?api-version=2024-10-21&q=%2F&empty=';
    const received = await exchange(connector, { method: 'PATCH', target, headers, body });
    assert.deepEqual([received.method, received.target], ['PATCH', target]);
    assert.deepEqual(withoutFraming(received.headers), headers);
    assert.deepEqual(received.body, Buffer.from(body.bytes));
  },

  'sends no body when there is none': async (connector) => {
    const received = await exchange(connector, { method: 'GET', headers: [], body: { kind: 'none' } });
    assert.equal(received.method, 'GET');
    assert.deepEqual(withoutFraming(received.headers), []);
    assert.equal(received.body.length, 0);
  },

  'sends the length of a body, if it is known': async (connector) => {
    const whole = await exchange(connector, { body: { kind: 'bytes', bytes: new Uint8Array(7) } });
    assert.equal(lengthOf(whole.headers), '7');
    const streamed = await exchange(connector, { body: { ...aStreamedBody('abc', 'def'), length: 6 } });
    assert.equal(lengthOf(streamed.headers), '6');
    assert.equal(String(streamed.body), 'abcdef');
  },

  'streams a body of unknown length': async (connector) => {
    const seen = Promise.withResolvers<void>();
    async function* chunks() {
      yield Buffer.from('first');
      await seen.promise;
      yield Buffer.from('second');
    }
    const script = (request: IncomingMessage) => void request.once('data', () => seen.resolve());
    const received = await exchange(
      connector,
      { body: { kind: 'stream', length: undefined, chunks: chunks() } },
      script,
    );
    assert.equal(String(received.body), 'firstsecond');
    assert.equal(lengthOf(received.headers), undefined);
  },

  'reports a request body that breaks off, and does not end the request normally': async (connector) => {
    async function* chunks() {
      yield Buffer.from('half');
      throw new Error('The client has left.');
    }
    let arrivedWhole = false;
    const script = (request: IncomingMessage) => void request.once('end', () => (arrivedWhole = true));
    await using backend = await LoopbackBackend.start(script);
    const body = { kind: 'stream', length: undefined, chunks: chunks() } as const;
    const { sink } = startAttempt(connector, backend.origin, { method: 'POST', body });
    await sink.until(() => sink.ended);
    assert.deepEqual([sink.calls.at(-1), arrivedWhole], ['onError', false]);
  },

  'runs attempts concurrently': async (connector) => {
    const waiting: ServerResponse[] = [];
    await using backend = await LoopbackBackend.start((request, response) => {
      request.resume();
      waiting.push(response);
      if (waiting.length === 8) waiting.forEach((each) => each.end('ok'));
    });
    const attempts = Array.from({ length: 8 }, () => startAttempt(connector, backend.origin));
    await Promise.all(attempts.map(({ sink }) => sink.until(() => sink.ended)));
    assert.ok(attempts.every(({ sink }) => String(sink.body) === 'ok'));
  },
};

interface Received {
  readonly method: string | undefined;
  readonly target: string | undefined;
  readonly headers: HeaderPairs;
  readonly body: Buffer;
}

/** Sends an attempt to a backend and returns what the backend received. */
async function exchange(
  connector: Connector,
  attempt: Partial<Attempt>,
  onRequest: (request: IncomingMessage) => void = () => {},
): Promise<Received> {
  const received = Promise.withResolvers<Received>();
  await using backend = await LoopbackBackend.start(async (request, response) => {
    onRequest(request);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.resolve({
      method: request.method,
      target: request.url,
      headers: request.rawHeaders,
      body: Buffer.concat(chunks),
    });
    response.end();
  });
  const { sink } = startAttempt(connector, backend.origin, { method: 'POST', ...attempt });
  await sink.until(() => sink.ended);
  assert.equal(sink.error, undefined);
  return received.promise;
}

// Headers of the HTTP connection, which the connector adds itself.
const framing = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

function withoutFraming(headers: HeaderPairs): HeaderPairs {
  return headers.filter((_, index) => !framing.has((headers[index - (index % 2)] ?? '').toLowerCase()));
}

function lengthOf(headers: HeaderPairs): string | undefined {
  const index = headers.findIndex((text, at) => at % 2 === 0 && text.toLowerCase() === 'content-length');
  return index === -1 ? undefined : headers[index + 1];
}
