import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { AnswerExtent, RequestView } from '@laneway/contracts';
import { aBody, aHead, aRequest, aStreamHead, sseEvent } from '@laneway/testkit';

import { anthropicDialect as dialect } from './anthropic-dialect.ts';

function message(json: unknown, path = '/v1/messages'): RequestView {
  return aRequest({ path, headers: ['content-type', 'application/json'], body: aBody(json) });
}

test('the model is the one of the body, and never one of the path or the query', () => {
  assert.equal(dialect.modelInBody(message({ model: 'claude-sonnet-4-5' })), 'claude-sonnet-4-5');
  const path = '/openai/deployments/gpt-4o/chat/completions';
  assert.equal(dialect.modelInHead(aRequest({ path, query: '?model=gpt-4o' })), undefined);
  for (const json of [null, 'model', [], {}, { model: 7 }, { model: '' }])
    assert.equal(dialect.modelInBody(message(json)), undefined);
});

test('the model is renamed, and no other byte', () => {
  const { body } = dialect.rename(
    message('{ "max_tokens": 1e2,\n "model" :"claude-a", "system":"claude-a" }'),
    'claude-b',
  );
  assert.ok(body.kind === 'bytes');
  assert.equal(
    new TextDecoder().decode(body.bytes),
    '{ "max_tokens": 1e2,\n "model" :"claude-b", "system":"claude-a" }',
  );
});

test('messages and text completions are what a model works for', () => {
  const text = 'x'.repeat(400);
  for (const path of ['/v1/messages', '/anthropic/v1/messages', '/v1/complete'])
    assert.equal(dialect.promptTokens(message(text, path)), 100);
  for (const path of ['/v1/messages/count_tokens', '/v1/messages/batches', '/v1/files', '/v1/models'])
    assert.equal(dialect.promptTokens(message(text, path)), undefined);
  assert.equal(dialect.promptTokens({ ...message(text), method: 'GET' }), undefined);
});

test('the most tokens that an answer may have go by the names of both APIs', () => {
  assert.equal(dialect.maxTokens?.(message({ max_tokens: 64 })), 64);
  assert.equal(dialect.maxTokens?.(message({ max_tokens_to_sample: 65 })), 65);
  for (const json of [{}, { max_tokens: '9' }, { max_tokens: -1 }, { max_output_tokens: 9 }, null])
    assert.equal(dialect.maxTokens?.(message(json)), undefined);
});

test('an answer without usage is estimated by its events or its size', () => {
  const stream: AnswerExtent = { head: aStreamHead(), isStream: true, events: 12, bytes: 5_000 };
  const whole: AnswerExtent = { head: aHead(), isStream: false, events: 0, bytes: 400 };
  assert.equal(dialect.completionTokens(message({}), stream), 12);
  assert.equal(dialect.completionTokens(message({}), whole), 100);
  assert.equal(dialect.completionTokens(message({}, '/v1/messages/batches'), whole), 0);
});

test('errors in streams differ from content in their first bytes', () => {
  const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  assert.equal(dialect.mayBeError?.(sseEvent('error', error)), true);
  assert.equal(dialect.mayBeError?.(sseEvent('', error)), true);
  const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'an error' } };
  assert.equal(dialect.mayBeError?.(sseEvent('content_block_delta', delta)), false);
});

for (const [status, type] of [
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [412, 'invalid_request_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [500, 'api_error'],
  [502, 'api_error'],
  [503, 'overloaded_error'],
  [504, 'timeout_error'],
] as const) {
  test(`a ${status} is called ${type}`, () => {
    const error = {
      status,
      code: 'some_code',
      type: 'x',
      message: 'No.',
      param: undefined,
      requestId: 'req_1',
    };
    assert.deepEqual(dialect.errorBody(error), {
      type: 'error',
      error: { type, message: 'No.' },
      request_id: 'req_1',
    });
  });
}
