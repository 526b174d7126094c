import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Connector } from '@laneway/contracts';
import { aPlugin } from '@laneway/testkit';

import { anEndpointConfig, aUse, ScriptedBackend, startEngine } from '../testing/index.ts';

const stream = ['content-type', 'text/event-stream'];
const preamble = 'event: response.created\ndata: {}\n\n';
const content = 'data: {"delta":"hi"}\n\n';
const failure = 'event: error\ndata: {"code":"server_error"}\n\n';

/** Like a connector that knows a vendor's streams: `created` is preamble, `error` an error. */
const inspect: NonNullable<Connector['inspect']> = ({ type }) => {
  if (type === 'response.created') return 'preamble';
  if (type === 'spent' || type === 'busy')
    return {
      kind: 'throttled',
      status: 429,
      retryAfterMs: undefined,
      final: type === 'spent',
      requeue: false,
    };
  if (type !== 'error') return 'content';
  return { kind: 'failed', reason: 'stream', status: undefined, retryable: true, message: 'in the stream' };
};

/** Like a connector that reads the data of events, not their type. */
const inspectPayload: NonNullable<Connector['inspect']> = ({ bytes, data }) =>
  inspect({ bytes, data, type: data.includes('response.failed') ? 'error' : '' });

/** An engine with two endpoints whose connector inspects streams. */
async function watching(look = inspect) {
  const backend = new ScriptedBackend();
  const engine = await startEngine({
    config: { endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name, connector: aUse('watching') })) },
    plugins: { watching: aPlugin('connector', () => backend.connector(look)) },
  });
  return { ...engine, backend };
}

test('events before the first content are held back until it arrives, and then sent in order', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(preamble);
  assert.equal(client.status, undefined);
  backend.last().data(content);
  assert.equal(client.status, 200);
  backend.last().end();
  assert.equal(client.body, preamble + content);
});

test('an error event before any content is retried at another endpoint, and the client does not see it', async () => {
  const { backend, gateway, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(preamble).data(failure);
  assert.equal(backend.attempts[0]?.aborted, true);
  backend.last().head(200, stream).data(content).end();
  assert.equal(client.body, content);
  assert.equal(client.header('x-laneway-endpoint'), 'b');
  assert.equal(gateway.endpoints()[0]?.failuresTotal, 1);
});

test('an error event in the same chunk as earlier events is found', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend
    .last()
    .head(200, stream)
    .data(preamble + failure + content);
  backend.last().head(200, stream).data(content).end();
  assert.equal(client.body, content);
});

test('an error event after the first content is passed on as it is, and counts as a failure of the endpoint', async () => {
  const { backend, gateway, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(content).data(failure).end();
  assert.equal(client.body, content + failure);
  assert.equal(backend.attempts.length, 1);
  assert.equal(gateway.endpoints()[0]?.failuresTotal, 1);
  assert.equal(gateway.explain('request-1')?.outcome, 'failed');
});

test('a stream that ends without content is passed on', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(preamble).end();
  assert.equal(client.body, preamble);
  assert.equal(client.ended, true);
});

test('a stream that breaks off before any content is retried at another endpoint', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(preamble);
  backend.last().fail();
  backend.last().head(200, stream).data(content).end();
  assert.equal(client.body, content);
});

test('at most 64 KiB are held back', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(preamble);
  for (let kib = 0; kib < 65; kib += 1)
    backend.last().data(`event: response.created\ndata: ${'x'.repeat(1_000)}\n\n`);
  assert.equal(client.status, 200);
});

test('the head of an answer that is not a stream is held back until its first byte', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, ['content-type', 'application/json']);
  assert.equal(client.status, undefined);
  backend.last().data('{');
  assert.equal(client.status, 200);
  assert.equal(client.body, '{');
});

test('an answer that breaks off after its head is retried at another endpoint', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, ['content-type', 'application/json']).fail();
  backend.last().answer(200, 'whole');
  assert.equal(client.body, 'whole');
  assert.equal(client.header('x-laneway-endpoint'), 'b');
});

test('an answer without a body is passed on', async () => {
  const { backend, send } = await watching();
  const client = send({ method: 'DELETE' });
  backend.last().head(204).end();
  assert.equal(client.status, 204);
  assert.equal(client.ended, true);
});

test('a 101 is not held back, because either side may send first', async () => {
  const { backend, send } = await watching();
  const client = send({ upgrade: 'websocket' });
  backend.last().head(101);
  assert.equal(client.status, 101);
});

test('a final error event before any content is passed on', async () => {
  const { backend, gateway, send } = await watching();
  const client = send();
  const spent = 'event: spent\ndata: {}\n\n';
  backend.last().head(200, stream).data(spent).end();
  assert.equal(client.body, spent);
  assert.equal(backend.attempts.length, 1);
  assert.equal(gateway.state().running, 0);
  assert.equal(gateway.explain('request-1')?.outcome, 'failed');
});

test('a throttling error event without a time takes the time of the head', async () => {
  const { backend, clock, gateway, send } = await watching();
  const client = send();
  backend
    .last()
    .head(200, [...stream, 'retry-after-ms', '7000'])
    .data('event: busy\ndata: {}\n\n');
  backend.last().head(200, stream).data(content).end();
  assert.equal(client.body, content);
  assert.equal(gateway.endpoints()[0]?.throttledUntilMs, clock.nowMs() + 7_000);
});

test('a throttling error event after the first content also takes the time of the head', async () => {
  const { backend, clock, gateway, send } = await watching();
  send();
  backend
    .last()
    .head(200, [...stream, 'retry-after-ms', '7000'])
    .data(`${content}event: busy\ndata: "error"\n\n`)
    .end();
  assert.equal(gateway.endpoints()[0]?.throttledUntilMs, clock.nowMs() + 7_000);
});

test('an error event after the first content is recognised by its data, whatever its sequence number', async () => {
  const { backend, gateway, send } = await watching(inspectPayload);
  const client = send();
  const failed = 'data: {"sequence_number":12345,"type":"response.failed"}\n\n';
  backend.last().head(200, stream).data(content).data(failed).end();
  assert.equal(client.body, content + failed);
  assert.equal(gateway.explain('request-1')?.outcome, 'failed');
});
