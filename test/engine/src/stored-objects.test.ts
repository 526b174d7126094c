import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import roundRobin from '@laneway/balancer-round-robin';
import { aFacadeConfig, anEndpointConfig, aUse, startEngine } from '@laneway/core/testing';
import anthropic from '@laneway/dialect-anthropic';
import openai from '@laneway/dialect-openai';

/** Two endpoints that take turns. */
function takingTurns(dialect: 'openai' | 'anthropic') {
  return startEngine({
    config: {
      endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name, slots: 10 })),
      facades: [
        aFacadeConfig({ endpoints: ['a', 'b'], balancer: aUse('round-robin'), dialect: aUse(dialect) }),
      ],
    },
    plugins: { 'round-robin': roundRobin, openai, anthropic },
  });
}

describe('openai', () => {
  test('a stored answer is requested from the endpoint that made it, by id in the path and in the body', async () => {
    const { backend, send } = await takingTurns('openai');
    send({ path: '/v1/responses' });
    const home = backend.last().endpoint;
    backend.last().answer(200, '{"id":"resp_1"}');
    for (let request = 0; request < 3; request += 1) {
      send({ method: 'GET', path: '/v1/responses/resp_1' });
      assert.equal(backend.last().endpoint, home);
      send({ path: '/v1/responses', body: '{"previous_response_id":"resp_1"}' });
      assert.equal(backend.last().endpoint, home);
    }
  });

  test('the id of a streamed stored answer is learned from its first event', async () => {
    const { backend, send } = await takingTurns('openai');
    send({ path: '/v1/responses' });
    const { endpoint } = backend.last();
    backend
      .last()
      .head(200, ['content-type', 'text/event-stream'])
      .data('event: response.created\ndata: {"response":{"id":"resp_2"}}\n\n');
    for (let request = 0; request < 3; request += 1) send({ method: 'GET', path: '/v1/responses/resp_2' });
    assert.deepEqual(new Set(backend.attempts.map((attempt) => attempt.endpoint)), new Set([endpoint]));
  });

  test('a facade may have the name of a path for files', async () => {
    const { backend, gateway, send } = await startEngine({
      config: {
        endpoints: [anEndpointConfig({ quota: { tpm: 60_000, rpm: undefined } })],
        facades: [aFacadeConfig({ name: 'files', dialect: aUse('openai') })],
      },
      plugins: { openai },
    });
    const before = gateway.endpoints()[0]?.tokensLeft ?? 0;
    send({ path: '/facades/files/v1/chat/completions', body: `{"input":"${'x'.repeat(388)}"}` });
    assert.equal(backend.last().request.target, '/v1/chat/completions');
    assert.equal(before - (gateway.endpoints()[0]?.tokensLeft ?? 0), 100 + 256);
  });
});

describe('anthropic', () => {
  test('a batch and its results are requested from the endpoint that made it', async () => {
    const { backend, send } = await takingTurns('anthropic');
    send({ path: '/v1/messages/batches' });
    const home = backend.last().endpoint;
    backend.last().answer(200, '{"id":"msgbatch_1","type":"message_batch"}');
    for (const path of ['msgbatch_1', 'msgbatch_1', 'msgbatch_1/results', 'msgbatch_1/results']) {
      send({ method: 'GET', path: `/v1/messages/batches/${path}` });
      assert.equal(backend.last().endpoint, home);
    }
  });

  test('a message that refers to a file goes to the endpoint of the file', async () => {
    const { backend, send } = await takingTurns('anthropic');
    send({ path: '/v1/files' });
    const home = backend.last().endpoint;
    backend.last().answer(200, '{"id":"file_1","type":"file"}');
    const source = { type: 'file', file_id: 'file_1' };
    const body = JSON.stringify({ messages: [{ role: 'user', content: [{ type: 'document', source }] }] });
    for (let request = 0; request < 3; request += 1) {
      send({ path: '/v1/messages', body });
      assert.equal(backend.last().endpoint, home);
    }
  });

  test('a container created by a streamed message is used again at its endpoint', async () => {
    const { backend, send } = await takingTurns('anthropic');
    send({ path: '/v1/messages', body: '{"tools":[{"type":"code_execution_20250825"}]}' });
    const home = backend.last().endpoint;
    const delta = JSON.stringify({ type: 'message_delta', delta: { container: { id: 'container_1' } } });
    backend
      .last()
      .head(200, ['content-type', 'text/event-stream'])
      .data(`event: message_delta\ndata: ${delta}\n\n`)
      .end();
    for (let request = 0; request < 3; request += 1) {
      send({ path: '/v1/messages', body: '{"container":"container_1"}' });
      assert.equal(backend.last().endpoint, home);
    }
  });
});
