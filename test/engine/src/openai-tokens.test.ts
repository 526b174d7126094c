import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SentRequest } from '@laneway/core/testing';
import { anEndpointConfig, aUse, startEngine } from '@laneway/core/testing';
import openai from '@laneway/dialect-openai';

/** What an endpoint of 60,000 tokens a minute may spend at once. */
const full = 2_910;
const json = ['content-type', 'application/json'];
const large = 'x'.repeat(100_000);

/** Tokens that an answer to the request, which tells no usage, is taken to have cost, and those that were held for it meanwhile. */
async function tokensOf(request: SentRequest, answer: { body: string; type: string }) {
  const { backend, gateway, send } = await startEngine({
    plugins: { openai },
    config: {
      dialect: aUse('openai'),
      endpoints: [anEndpointConfig({ quota: { tpm: 60_000, rpm: undefined } })],
    },
  });
  const spent = () => full - (gateway.endpoints()[0]?.tokensLeft ?? full);
  send(request);
  const held = spent();
  backend.last().answer(200, answer.body, ['content-type', answer.type]);
  return { held, cost: spent() };
}

test('a prompt and an answer that nobody has counted are a token for four bytes', async () => {
  const { held, cost } = await tokensOf(
    { headers: json, body: `{"input":"${'x'.repeat(388)}"}` },
    { body: 'y'.repeat(40), type: 'text/plain' },
  );
  assert.equal(held, 100 + 256);
  assert.equal(cost, 100 + 10);
});

test('sound that is to be understood is not taken for a prompt', async () => {
  const headers = ['content-type', 'multipart/form-data; boundary=b'];
  const { held, cost } = await tokensOf(
    { path: '/v1/audio/transcriptions', headers, body: large },
    { body: '{"text":"a"}', type: 'application/json' },
  );
  assert.equal(held, 256);
  assert.equal(cost, 3);
});

for (const path of [
  '/v1/files',
  '/v1/batches',
  '/openai/deployments/gpt-4o/batches',
  '/openai/batches/batch_1/cancel',
  '/v1/uploads/upload_1/parts',
]) {
  test(`a POST to ${path} costs nothing: no model works for it, or only a batch's`, async () => {
    const { held, cost } = await tokensOf(
      { path, headers: json, body: large },
      { body: large, type: 'application/json' },
    );
    assert.equal(held, 1);
    assert.equal(cost, 0);
  });
}

test('a deployment may be called like a place for files', async () => {
  const { held } = await tokensOf(
    { path: '/openai/deployments/files/chat/completions', headers: json, body: large },
    { body: '{}', type: 'application/json' },
  );
  assert.equal(held, 25_000 + 256);
});

test('sound and files are not taken for words', async () => {
  const { cost } = await tokensOf(
    { path: '/v1/audio/speech', headers: json, body: '{"input":"Hello"}' },
    { body: large, type: 'audio/mpeg' },
  );
  assert.equal(cost, 5);
});

for (const method of ['GET', 'DELETE']) {
  test(`a ${method} costs nothing, whatever comes back: no model works for it`, async () => {
    const { held, cost } = await tokensOf(
      { method, path: '/v1/responses/resp_1' },
      { body: large, type: 'application/json' },
    );
    assert.equal(held, 1);
    assert.equal(cost, 0);
  });
}
