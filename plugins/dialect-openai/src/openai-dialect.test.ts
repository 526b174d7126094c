import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { AnswerExtent } from '@laneway/contracts';
import { aBody, aHead, aRequest, sseEvent } from '@laneway/testkit';

import { openAiDialect as dialect } from './openai-dialect.ts';

const extent: AnswerExtent = { head: aHead(), isStream: false, events: 0, bytes: 40 };
const body = aBody('x'.repeat(400));

test('a prompt is estimated by its size', () => {
  assert.equal(dialect.promptTokens(aRequest({ body })), 100);
  assert.equal(dialect.completionTokens(aRequest({ body }), extent), 10);
});

for (const path of [
  '/v1/files',
  '/v1/batches',
  '/openai/deployments/gpt-4o/batches',
  '/openai/batches/batch_1/cancel',
  '/v1/uploads/upload_1/parts',
]) {
  test(`no model works for a POST to ${path}, or only a batch's`, () => {
    assert.equal(dialect.promptTokens(aRequest({ path, body })), undefined);
    assert.equal(dialect.completionTokens(aRequest({ path, body }), extent), 0);
  });
}

test('a deployment may have the name of a place for files', () => {
  assert.equal(
    dialect.promptTokens(aRequest({ path: '/openai/deployments/files/chat/completions', body })),
    100,
  );
});

test('no model works for what is fetched or deleted, or over a switched connection', () => {
  assert.equal(dialect.promptTokens(aRequest({ method: 'GET', body })), undefined);
  assert.equal(dialect.promptTokens(aRequest({ method: 'DELETE', body })), undefined);
  assert.equal(dialect.promptTokens(aRequest({ upgrade: 'websocket', body })), undefined);
});

test('the most tokens that an answer may have go by any of three names', () => {
  for (const name of ['max_tokens', 'max_completion_tokens', 'max_output_tokens'])
    assert.equal(dialect.maxTokens?.(aRequest({ body: aBody({ [name]: 77 }) })), 77);
});

test('a limit that is not a number of tokens is ignored', () => {
  const mixed = { max_tokens: null, max_completion_tokens: '9', max_output_tokens: 8 };
  assert.equal(dialect.maxTokens?.(aRequest({ body: aBody(mixed) })), 8);
  for (const json of [null, 'x', 7, [], {}, { max_tokens: -1 }, '{"max_tokens":1e400}'])
    assert.equal(dialect.maxTokens?.(aRequest({ body: aBody(json) })), undefined);
});

test('errors in streams differ from content in their first bytes', () => {
  const longNumber = `{"type":"response.failed","sequence_number":${10 ** 15}}`;
  for (const event of [
    sseEvent('error', '{}'),
    sseEvent('', '{"error":{}}'),
    sseEvent('response.failed', '{}'),
    sseEvent('', longNumber),
  ])
    assert.equal(dialect.mayBeError?.(event), true, event.data);
  const chunk = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    choices: [{ delta: { content: 'error' } }],
  };
  assert.equal(dialect.mayBeError?.(sseEvent('', chunk)), false);
  assert.equal(dialect.mayBeError?.(sseEvent('', '')), false);
});

test('an error has the shape that clients of OpenAI read', () => {
  const error = {
    status: 429,
    code: 'queue_full',
    type: 'rate_limit_error',
    message: 'Full.',
    param: undefined,
    requestId: 'r',
  };
  assert.deepEqual(dialect.errorBody(error), {
    error: { message: 'Full.', type: 'rate_limit_error', param: null, code: 'queue_full' },
  });
  assert.deepEqual(dialect.errorBody({ ...error, param: 'x-ttl' }), {
    error: { message: 'Full.', type: 'rate_limit_error', param: 'x-ttl', code: 'queue_full' },
  });
});
