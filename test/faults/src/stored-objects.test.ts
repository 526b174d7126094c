import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { aFacadeConfig, anEndpointConfig, aUse } from '@laneway/core/testing';
import { aModelServer } from '@laneway/model-server';
import { AzureOpenAI, OpenAI, toFile } from 'openai';

import { ask } from './harness/ask.ts';
import { serveGateway } from './harness/serve-gateway.ts';

const model = 'gpt-4o';
const apiKey = 'any';

/** Two resources that share no objects, used in turn, and the official clients. */
async function twoResources(t: TestContext) {
  const [a, b] = await Promise.all([aModelServer(t, { name: 'a' }), aModelServer(t, { name: 'b' })]);
  const gateway = await serveGateway(t, {
    config: {
      endpoints: [a, b].map(({ url }, index) =>
        anEndpointConfig({
          name: 'ab'[index] ?? '',
          url,
          slots: 10,
          connector: aUse('direct'),
          processors: [aUse('openai')],
        }),
      ),
      facades: [aFacadeConfig({ endpoints: ['a', 'b'], balancer: aUse('round-robin') })],
    },
  });
  const { url } = gateway.proxy;
  const openai = new OpenAI({ baseURL: `${url}/openai/v1`, apiKey, maxRetries: 0 });
  const azure = new AzureOpenAI({
    endpoint: url,
    apiKey,
    apiVersion: '2024-10-21',
    deployment: model,
    maxRetries: 0,
  });
  return { a, b, gateway, openai, azure };
}

test('a stored response is found, continued, listed, cancelled and deleted where it was made', async (t) => {
  const { openai } = await twoResources(t);
  for (let round = 0; round < 3; round += 1) {
    const first = await openai.responses.create({ model, input: 'Hello' });
    const second = await openai.responses.create({ model, input: 'And?', previous_response_id: first.id });
    assert.equal((await openai.responses.retrieve(second.id)).id, second.id);
    assert.equal((await openai.responses.inputItems.list(first.id)).data.length, 1);
    await openai.responses.cancel(second.id);
    await openai.responses.delete(first.id);
    await assert.rejects(openai.responses.retrieve(first.id), { status: 404 });
  }
});

test('a streamed response is found where it was made, and so is one in the background', async (t) => {
  const { openai } = await twoResources(t);
  for (let round = 0; round < 3; round += 1) {
    const events = await Array.fromAsync(
      await openai.responses.create({ model, input: 'Hello', stream: true }),
    );
    const [created] = events;
    assert.ok(created?.type === 'response.created');
    assert.equal((await openai.responses.retrieve(created.response.id)).status, 'completed');
    const queued = await openai.responses.create({ model, input: 'Hello', background: true });
    assert.equal((await openai.responses.retrieve(queued.id)).status, 'completed');
  }
});

test('a stored response is found where it was made, also if its answer was compressed', async (t) => {
  const { a, b, gateway, openai } = await twoResources(t);
  for (const server of [a, b]) server.setFault({ kind: 'gzip' });
  for (let round = 0; round < 3; round += 1) {
    const made = await openai.responses.create({ model, input: 'Hello' });
    for (let look = 0; look < 2; look += 1) {
      const answer = await ask(gateway.proxy.url, { path: `/openai/v1/responses/${made.id}` });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-encoding'], 'gzip');
    }
  }
});

for (const name of ['openai', 'azure'] as const) {
  test(`the ${name} client runs a batch from upload to result in one resource`, async (t) => {
    const { [name]: client } = await twoResources(t);
    for (let round = 0; round < 3; round += 1) {
      const lines = [1, 2].map((number) =>
        JSON.stringify({
          custom_id: `line-${number}`,
          method: 'POST',
          url: '/v1/chat/completions',
          body: { model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 },
        }),
      );
      const file = await toFile(Buffer.from(lines.join('\n')), 'batch.jsonl');
      const input = await client.files.create({ purpose: 'batch', file });
      assert.equal((await client.files.retrieve(input.id)).id, input.id);
      const batch = await client.batches.create({
        input_file_id: input.id,
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
      });
      const done = await client.batches.retrieve(batch.id);
      assert.equal(done.status, 'completed');
      const content = await client.files.content(done.output_file_id ?? '');
      assert.equal((await content.text()).trim().split('\n').length, 2);
    }
  });
}
