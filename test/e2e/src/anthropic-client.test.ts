import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';

import Anthropic from '@anthropic-ai/sdk';
import { aModelServer } from '@laneway/model-server';

import { serve } from './harness/served-gateway.ts';

const message = {
  model: 'claude-sonnet-4-5',
  max_tokens: 12,
  messages: [{ role: 'user' as const, content: 'Grüße aus Köln!' }],
};

/** The official client in front of a gateway with one facade in its dialect and one for OpenAI's clients. */
async function client(t: TestContext) {
  const backend = await aModelServer(t);
  const gateway = await serve(t, {
    config: {
      limits: { body: '16KiB' },
      endpoints: { backend: { url: backend.url, processors: ['usage'] } },
      facades: {
        openai: { match: { paths: ['/v1/chat/*'] }, endpoints: ['backend'] },
        claude: {
          match: { paths: ['/v1/messages*'], models: ['claude-sonnet-4-5'] },
          dialect: 'anthropic',
          endpoints: ['backend'],
          deployments: { 'claude-sonnet-4-5': { backend: 'sonnet-east' } },
        },
      },
    },
  });
  const anthropic = new Anthropic({ baseURL: gateway.proxyUrl, apiKey: 'any', maxRetries: 0 });
  return { anthropic, backend, gateway };
}

/** The error that the client throws. */
async function errorOf(call: PromiseLike<unknown>) {
  const error = await Promise.resolve(call).then(
    () => assert.fail('the gateway answered'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Anthropic.APIError, String(error));
  const { type, error: inner, request_id } = error.error as Record<string, Record<string, unknown>>;
  assert.equal(type, 'error');
  return { status: error.status, type: inner?.['type'], message: inner?.['message'], requestId: request_id };
}

test('the anthropic client gets a message, from the deployment that the backend knows it by', async (t) => {
  const { anthropic, backend } = await client(t);
  const answer = await anthropic.messages.create(message);
  assert.equal(answer.usage.output_tokens, 12);
  assert.equal(backend.ledger[0]?.model, 'sonnet-east');
});

test('the anthropic client gets a streamed message, word by word', async (t) => {
  const { anthropic } = await client(t);
  const whole = await anthropic.messages.create(message);
  const streamed = await anthropic.messages.stream(message).finalMessage();
  assert.deepEqual(streamed.content, whole.content);
  assert.equal(streamed.usage.output_tokens, 12);
});

test('the anthropic client understands what the gateway refuses', async (t) => {
  const { anthropic, backend } = await client(t);
  const error = await errorOf(anthropic.messages.create(message, { headers: { 'x-ttl': 'soon' } }));
  assert.equal(error.status, 400);
  assert.equal(error.type, 'invalid_request_error');
  assert.match(String(error.message), /x-ttl/);
  assert.equal(typeof error.requestId, 'string');
  const unknown = await errorOf(anthropic.messages.create({ ...message, model: 'claude-opus-4-1' }));
  assert.deepEqual([unknown.status, unknown.type], [404, 'not_found_error']);
  assert.equal(backend.ledger.length, 0);
});

test('the anthropic client understands what the listener refuses', async (t) => {
  const { anthropic } = await client(t);
  const messages = [{ role: 'user' as const, content: 'x'.repeat(20_000) }];
  const error = await errorOf(anthropic.messages.create({ ...message, messages }));
  assert.deepEqual([error.status, error.type], [413, 'request_too_large']);
});

test('callers of another facade get errors in their dialect', async (t) => {
  const { gateway } = await client(t);
  const answer = await fetch(`${gateway.proxyUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'x-ttl': 'soon' },
    body: '{}',
  });
  const { error } = (await answer.json()) as { error: { code: string; param: string } };
  assert.deepEqual([error.code, error.param], ['invalid_header', 'x-ttl']);
});
