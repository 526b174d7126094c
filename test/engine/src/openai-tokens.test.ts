import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SentRequest } from '@laneway/core/testing';
import { anEndpointConfig, aUse, startEngine } from '@laneway/core/testing';
import openai from '@laneway/dialect-openai';

/** Burst of an endpoint with 60,000 tokens per minute. */
const full = 2_910;
const json = ['content-type', 'application/json'];
const large = 'x'.repeat(100_000);

/** Estimated tokens of an answer without usage, and the tokens that were reserved for it before. */
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

test('a prompt and an answer without reported usage are estimated at a token for four bytes', async () => {
  const { held, cost } = await tokensOf(
    { headers: json, body: `{"input":"${'x'.repeat(388)}"}` },
    { body: 'y'.repeat(40), type: 'text/plain' },
  );
  assert.equal(held, 100 + 256);
  assert.equal(cost, 100 + 10);
});

test('sound in a request does not count as a prompt', async () => {
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
  test(`a POST to ${path} costs nothing: no model runs for it, or only that of a batch`, async () => {
    const { held, cost } = await tokensOf(
      { path, headers: json, body: large },
      { body: large, type: 'application/json' },
    );
    assert.equal(held, 1);
    assert.equal(cost, 0);
  });
}

test('a deployment may have the name of a path for files', async () => {
  const { held } = await tokensOf(
    { path: '/openai/deployments/files/chat/completions', headers: json, body: large },
    { body: '{}', type: 'application/json' },
  );
  assert.equal(held, 25_000 + 256);
});

test('sound and files do not count as text', async () => {
  const { cost } = await tokensOf(
    { path: '/v1/audio/speech', headers: json, body: '{"input":"Hello"}' },
    { body: large, type: 'audio/mpeg' },
  );
  assert.equal(cost, 5);
});

for (const method of ['GET', 'DELETE']) {
  test(`a ${method} costs nothing, for any answer: no model runs for it`, async () => {
    const { held, cost } = await tokensOf(
      { method, path: '/v1/responses/resp_1' },
      { body: large, type: 'application/json' },
    );
    assert.equal(held, 1);
    assert.equal(cost, 0);
  });
}
