import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';

import type { ModelServer } from '@laneway/model-server';
import { aModelServer } from '@laneway/model-server';
import { AzureOpenAI, OpenAI } from 'openai';

import type { ServedGateway } from './harness/served-gateway.ts';
import { serve } from './harness/served-gateway.ts';

interface Clients {
  readonly backend: ModelServer;
  readonly gateway: ServedGateway;
  readonly openai: OpenAI;
  readonly azure: AzureOpenAI;
}

// The backend expects the client's own key, which passes through.
const apiKey = 'the-callers-own-key';
const chat = {
  model: 'gpt-4o',
  max_tokens: 12,
  messages: [{ role: 'user' as const, content: 'Grüße aus Köln!' }],
};

/** The official clients with their usual configuration and another address. */
async function clients(t: TestContext): Promise<Clients> {
  const backend = await aModelServer(t, { requireKey: apiKey, strictApiVersion: true });
  const gateway = await serve(t, {
    config: { endpoints: { backend: { url: backend.url, processors: ['openai'] } } },
  });
  const openai = new OpenAI({ baseURL: `${gateway.proxyUrl}/v1`, apiKey, maxRetries: 0 });
  const azure = new AzureOpenAI({
    endpoint: gateway.proxyUrl,
    apiKey,
    apiVersion: '2024-10-21',
    maxRetries: 0,
  });
  return { backend, gateway, openai, azure };
}

for (const name of ['openai', 'azure'] as const) {
  test(`the ${name} client gets a chat completion`, async (t) => {
    const { backend, [name]: client } = await clients(t);
    const completion = await client.chat.completions.create(chat);
    assert.equal(completion.usage?.completion_tokens, 12);
    assert.notEqual(completion.choices[0]?.message.content, '');
    assert.equal(backend.ledger[0]?.model, 'gpt-4o');
  });

  test(`the ${name} client gets a streamed chat completion, word by word`, async (t) => {
    const { [name]: client } = await clients(t);
    const whole = await client.chat.completions.create(chat);
    const request = { ...chat, stream: true as const, stream_options: { include_usage: true } };
    const chunks = await Array.fromAsync(await client.chat.completions.create(request));
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    assert.equal(text, whole.choices[0]?.message.content);
    assert.equal(chunks.at(-1)?.usage?.completion_tokens, 12);
  });

  test(`the ${name} client gets embeddings`, async (t) => {
    const { [name]: client } = await clients(t);
    const { data } = await client.embeddings.create({ model: 'e', input: ['one', 'two'], dimensions: 8 });
    assert.deepEqual(
      data.map(({ embedding }) => embedding.length),
      [8, 8],
    );
  });

  test(`the ${name} client gets the backend's answer for an unknown deployment`, async (t) => {
    const { backend, [name]: client } = await clients(t);
    backend.configure({ deployments: ['another'] });
    await assert.rejects(client.chat.completions.create(chat), { status: 404, code: 'DeploymentNotFound' });
    assert.equal(backend.ledger.length, 1);
  });
}

test('the openai client gets a response, whole and streamed', async (t) => {
  const { openai } = await clients(t);
  const request = { model: 'gpt-4o', input: 'Hello', max_output_tokens: 12 };
  const response = await openai.responses.create(request);
  assert.equal(response.usage?.output_tokens, 12);
  const events = await Array.fromAsync(await openai.responses.create({ ...request, stream: true }));
  const text = events
    .map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''))
    .join('');
  assert.equal(text, response.output_text);
  assert.equal(events.at(-1)?.type, 'response.completed');
});

test('the azure client gets a response from Azure’s v1 path', async (t) => {
  const { gateway } = await clients(t);
  const azure = new OpenAI({
    baseURL: `${gateway.proxyUrl}/openai/v1`,
    apiKey,
    defaultHeaders: { 'api-key': apiKey },
    maxRetries: 0,
  });
  const response = await azure.responses.create({ model: 'gpt-4o', input: 'Hello', max_output_tokens: 12 });
  assert.equal(response.usage?.output_tokens, 12);
});

test('the answer says which lane and endpoint served, and its id leads to the decision record', async (t) => {
  const { gateway, openai } = await clients(t);
  const { response } = await openai.chat.completions.create(chat).withResponse();
  assert.equal(response.headers.get('x-laneway-lane'), 'default');
  assert.equal(response.headers.get('x-laneway-endpoint'), 'backend');
  const id = response.headers.get('x-request-id');
  const record = await fetch(`${gateway.adminUrl}/explain/${id}`);
  const { outcome, attempts } = (await record.json()) as {
    outcome: string;
    attempts: { endpoint: string }[];
  };
  assert.deepEqual([outcome, attempts.map(({ endpoint }) => endpoint)], ['served', ['backend']]);
});
