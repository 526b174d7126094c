import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Connector } from '@laneway/contracts';
import { anEndpointConfig, aUse } from '../testing/a-gateway-config.ts';
import { ScriptedBackend } from '../testing/scripted-backend.ts';
import { startEngine } from '../testing/start-engine.ts';
import { aPlugin } from '@laneway/testkit';

const stream = ['content-type', 'text/event-stream'];
const preamble = 'event: response.created\ndata: {}\n\n';
const content = 'data: {"delta":"hi"}\n\n';
const failure = 'event: error\ndata: {"code":"server_error"}\n\n';

/** Like a connector that knows a vendor's streams: what is created says nothing yet, an error is one. */
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

/** Like one that goes by what events say rather than by what they are called. */
const inspectPayload: NonNullable<Connector['inspect']> = ({ bytes, data }) =>
  inspect({ bytes, data, type: data.includes('response.failed') ? 'error' : '' });

/** An engine with two endpoints whose connector looks into streams. */
async function watching(look = inspect) {
  const backend = new ScriptedBackend();
  const engine = await startEngine({
    config: { endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name, connector: aUse('watching') })) },
    plugins: { watching: aPlugin('connector', () => backend.connector(look)) },
  });
  return { ...engine, backend };
}

test('what says nothing yet is held back until the first content, and then sent in order', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(preamble);
  assert.equal(client.status, undefined);
  backend.last().data(content);
  assert.equal(client.status, 200);
  backend.last().end();
  assert.equal(client.body, preamble + content);
});

test('an error inside a good stream, before any content, is tried elsewhere without a trace', async () => {
  const { backend, gateway, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(preamble).data(failure);
  assert.equal(backend.attempts[0]?.aborted, true);
  backend.last().head(200, stream).data(content).end();
  assert.equal(client.body, content);
  assert.equal(client.header('x-laneway-endpoint'), 'b');
  assert.equal(gateway.endpoints()[0]?.failuresTotal, 1);
});

test('an error in the same chunk as what came before it is found all the same', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend
    .last()
    .head(200, stream)
    .data(preamble + failure + content);
  backend.last().head(200, stream).data(content).end();
  assert.equal(client.body, content);
});

test('an error after the first content reaches the client as it came, and counts against the endpoint', async () => {
  const { backend, gateway, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(content).data(failure).end();
  assert.equal(client.body, content + failure);
  assert.equal(backend.attempts.length, 1);
  assert.equal(gateway.endpoints()[0]?.failuresTotal, 1);
  assert.equal(gateway.explain('request-1')?.outcome, 'failed');
});

test('a stream that ends before it has said anything is still the answer', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(preamble).end();
  assert.equal(client.body, preamble);
  assert.equal(client.ended, true);
});

test('a stream that breaks off before it has said anything is tried elsewhere', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(preamble);
  backend.last().fail();
  backend.last().head(200, stream).data(content).end();
  assert.equal(client.body, content);
});

test('more than 64 KiB are not held back', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, stream).data(preamble);
  for (let kib = 0; kib < 65; kib += 1)
    backend.last().data(`event: response.created\ndata: ${'x'.repeat(1_000)}\n\n`);
  assert.equal(client.status, 200);
});

test('the head of any other answer is held back until its first byte', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, ['content-type', 'application/json']);
  assert.equal(client.status, undefined);
  backend.last().data('{');
  assert.equal(client.status, 200);
  assert.equal(client.body, '{');
});

test('an answer that breaks off behind its head is tried elsewhere', async () => {
  const { backend, send } = await watching();
  const client = send();
  backend.last().head(200, ['content-type', 'application/json']).fail();
  backend.last().answer(200, 'whole');
  assert.equal(client.body, 'whole');
  assert.equal(client.header('x-laneway-endpoint'), 'b');
});

test('an answer without a body is whole with its head', async () => {
  const { backend, send } = await watching();
  const client = send({ method: 'DELETE' });
  backend.last().head(204).end();
  assert.equal(client.status, 204);
  assert.equal(client.ended, true);
});

test('a switch of protocols is not held back: either side may be the first to speak', async () => {
  const { backend, send } = await watching();
  const client = send({ upgrade: 'websocket' });
  backend.last().head(101);
  assert.equal(client.status, 101);
});

test('an error at the beginning of a stream that waiting can not cure is the answer', async () => {
  const { backend, gateway, send } = await watching();
  const client = send();
  const spent = 'event: spent\ndata: {}\n\n';
  backend.last().head(200, stream).data(spent).end();
  assert.equal(client.body, spent);
  assert.equal(backend.attempts.length, 1);
  assert.equal(gateway.state().running, 0);
  assert.equal(gateway.explain('request-1')?.outcome, 'failed');
});

test('an error that asks for a pause without a time means that of the head', async () => {
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

test('so does one that comes after the first content', async () => {
  const { backend, clock, gateway, send } = await watching();
  send();
  backend
    .last()
    .head(200, [...stream, 'retry-after-ms', '7000'])
    .data(`${content}event: busy\ndata: "error"\n\n`)
    .end();
  assert.equal(gateway.endpoints()[0]?.throttledUntilMs, clock.nowMs() + 7_000);
});

test('an error after the first content is noticed by its data alone, however far its number has come', async () => {
  const { backend, gateway, send } = await watching(inspectPayload);
  const client = send();
  const failed = 'data: {"sequence_number":12345,"type":"response.failed"}\n\n';
  backend.last().head(200, stream).data(content).data(failed).end();
  assert.equal(client.body, content + failed);
  assert.equal(gateway.explain('request-1')?.outcome, 'failed');
});
