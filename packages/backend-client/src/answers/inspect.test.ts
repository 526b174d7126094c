import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SseEvent } from '@laneway/contracts';
import { sseEvent } from '@laneway/testkit';

import { inspect as inspectAt } from './inspect.ts';

const nowMs = Date.UTC(2026, 10, 21, 9, 0, 0);
const inspect = (event: SseEvent) => inspectAt(event, nowMs);

/** The meaning of an event without a type. */
function unnamed(data: unknown) {
  return inspect(sseEvent('', data));
}

function chunk(delta: unknown, finish_reason: string | null = null) {
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] };
}

/** The meaning of an event of the Responses API, whose data repeats the type. */
function response(type: string, fields: object = {}) {
  const named = inspect(sseEvent(type, { type, ...fields }));
  assert.deepEqual(
    unnamed({ type, ...fields }),
    named,
    `${type} means something else without its event line`,
  );
  return named;
}

const failed = { kind: 'failed', reason: 'stream', status: 500, retryable: true } as const;
const throttled = {
  kind: 'throttled',
  status: 429,
  retryAfterMs: undefined,
  final: false,
  requeue: false,
} as const;

test('comments and empty events are preamble', () => {
  assert.equal(
    inspect({ bytes: new TextEncoder().encode(': keep-alive\n\n'), type: '', data: '' }),
    'preamble',
  );
});

test("Azure's first event, without choices, is preamble", () => {
  const results = [{ prompt_index: 0, content_filter_results: {} }];
  assert.equal(
    unnamed({ choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results: results }),
    'preamble',
  );
  assert.equal(unnamed({ choices: [], usage: null, prompt_annotations: results }), 'preamble');
});

test('a chunk with nothing but a role is preamble', () => {
  for (const delta of [
    { role: 'assistant' },
    { role: 'assistant', content: '' },
    { role: 'assistant', content: null, refusal: null, tool_calls: [] },
    {},
  ]) {
    assert.equal(unnamed(chunk(delta)), 'preamble', JSON.stringify(delta));
  }
});

test('text, tool calls, refusals, reasoning and a finish are content', () => {
  for (const delta of [
    { content: 'Hi' },
    { role: 'assistant', content: 'Hi' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ index: 0, id: 'call_1', function: { name: 'f', arguments: '' } }],
    },
    { role: 'assistant', refusal: 'No' },
    { role: 'assistant', reasoning_content: 'Hm' },
  ]) {
    assert.equal(unnamed(chunk(delta)), 'content', JSON.stringify(delta));
  }
  assert.equal(unnamed(chunk({}, 'stop')), 'content');
  assert.equal(unnamed(chunk({}, 'content_filter')), 'content');
});

test('one choice with content is enough', () => {
  const choices = [...chunk({ role: 'assistant' }).choices, ...chunk({ content: 'Hi' }).choices];
  assert.equal(unnamed({ choices }), 'content');
});

test('usage, text completions and the end of the stream are content', () => {
  assert.equal(unnamed({ choices: [], usage: { prompt_tokens: 1 } }), 'content');
  assert.equal(
    unnamed({ object: 'text_completion', choices: [{ text: '', index: 0, finish_reason: null }] }),
    'content',
  );
  assert.equal(unnamed('[DONE]'), 'content');
});

test('an unknown event is content', () => {
  for (const data of [
    'plain',
    '{"half":',
    'null',
    '42',
    '[]',
    '{}',
    { choices: 'none' },
    { choices: [null] },
    { type: 'new.event' },
  ]) {
    assert.equal(unnamed(data), 'content', JSON.stringify(data));
  }
});

test("an error event about the backend's own fault is a failure", () => {
  assert.deepEqual(unnamed({ error: { message: 'Oops', type: 'server_error', code: null } }), {
    ...failed,
    message: 'server_error: Oops',
  });
  assert.deepEqual(unnamed({ error: { code: 'InternalServerError', message: '', status: 503 } }), {
    ...failed,
    status: 503,
    message: 'InternalServerError',
  });
  assert.deepEqual(unnamed({ error: 'no capacity' }), { ...failed, message: 'no capacity' });
  assert.deepEqual(inspect(sseEvent('error', 'not JSON')), { ...failed, message: 'not JSON' });
});

test('an error event about a rate limit is throttled', () => {
  for (const error of [
    { code: '429', message: 'slow down' },
    { code: 429 },
    { code: 'RateLimitReached' },
    { code: 'rate_limit_exceeded', type: 'tokens' },
    { type: 'too_many_requests' },
    { status: 429 },
  ]) {
    assert.deepEqual(unnamed({ error }), throttled, JSON.stringify(error));
  }
  assert.deepEqual(unnamed({ error: { code: '429', message: 'Please retry after 9 seconds.' } }), {
    ...throttled,
    retryAfterMs: 9_000,
  });
  assert.deepEqual(unnamed({ error: { code: 'insufficient_quota' } }), { ...throttled, final: true });
});

test('an error event about the request itself is content: the client should see it', () => {
  for (const error of [
    { code: 'content_filter', status: 400 },
    { code: 'context_length_exceeded', type: 'invalid_request_error' },
    { type: 'invalid_request_error', code: null },
    { code: 'invalid_prompt' },
    { status: 404 },
  ]) {
    assert.equal(unnamed({ error }), 'content', JSON.stringify(error));
  }
});

test('the opening events of a response are preamble', () => {
  for (const type of ['response.created', 'response.queued', 'response.in_progress', 'keepalive']) {
    assert.equal(
      response(type, { response: { id: 'resp_1', status: 'in_progress', error: null } }),
      'preamble',
    );
  }
  const item = { type: 'message', id: 'msg_1', role: 'assistant', status: 'in_progress', content: [] };
  assert.equal(response('response.output_item.added', { item }), 'preamble');
  const part = { type: 'output_text', text: '', annotations: [] };
  assert.equal(response('response.content_part.added', { part }), 'preamble');
});

test('text, reasoning, calls and the end of a response are content', () => {
  assert.equal(response('response.output_text.delta', { delta: 'Hi' }), 'content');
  for (const type of ['reasoning', 'function_call', 'web_search_call']) {
    assert.equal(response('response.output_item.added', { item: { type, id: 'it_1' } }), 'content');
  }
  for (const type of ['response.completed', 'response.incomplete']) {
    assert.equal(response(type, { response: {} }), 'content');
  }
});

test('a failed response is classified by its error', () => {
  const body = { id: 'resp_1', status: 'failed' };
  assert.deepEqual(
    response('response.failed', { response: { ...body, error: { code: 'rate_limit_exceeded' } } }),
    throttled,
  );
  assert.deepEqual(
    response('response.failed', { response: { ...body, error: { code: 'server_error', message: 'Oops' } } }),
    {
      ...failed,
      message: 'server_error: Oops',
    },
  );
  assert.equal(
    response('response.failed', { response: { ...body, error: { code: 'invalid_image_url' } } }),
    'content',
  );
});

test('a failed response without an error is a failure', () => {
  for (const fields of [{ response: { status: 'failed', error: null } }, { response: null }, {}]) {
    assert.deepEqual(response('response.failed', fields), {
      ...failed,
      message: 'The stream began with an error.',
    });
  }
});

test('an error of the Responses API is classified the same way, flat or nested', () => {
  const limit = { code: 'rate_limit_exceeded', message: 'try again in 2s', param: null };
  assert.deepEqual(response('error', { ...limit, sequence_number: 2 }), {
    ...throttled,
    retryAfterMs: 2_000,
  });
  const nested = { ...limit, type: 'too_many_requests', headers: { 'x-ms-fe-error': 'true' } };
  assert.deepEqual(response('error', { error: nested }), { ...throttled, retryAfterMs: 2_000 });
  assert.deepEqual(response('error', { code: 'server_error', message: 'Oops' }), {
    ...failed,
    message: 'server_error: Oops',
  });
});

test("Anthropic's opening events and pings are preamble, tool calls are content, an overload is a failure", () => {
  assert.equal(
    response('message_start', { message: { id: 'msg_1', role: 'assistant', content: [] } }),
    'preamble',
  );
  assert.equal(response('ping'), 'preamble');
  assert.equal(
    response('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    'preamble',
  );
  assert.equal(
    response('content_block_start', { index: 0, content_block: { type: 'tool_use', name: 'f', input: {} } }),
    'content',
  );
  assert.deepEqual(response('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }), {
    ...failed,
    message: 'overloaded_error: Overloaded',
  });
  assert.deepEqual(
    response('error', { error: { type: 'rate_limit_error', message: 'Too fast' } }),
    throttled,
  );
});

/** An event of these lines, which have no data field. */
function lines(text: string, type = ''): SseEvent {
  return { bytes: new TextEncoder().encode(`${text}\n\n`), type, data: '' };
}

for (const [server, event] of Object.entries({
  'llama.cpp, in a field of its own': lines('error: {"code":500,"message":"Oops","type":"server_error"}'),
  'llama.cpp, without JSON': lines('error: Oops'),
  'a server that forgets the field': lines('{"error":{"message":"Oops","type":"server_error"}}'),
  'a server that sends nothing but the type': lines('event: error', 'error'),
  FastAPI: sseEvent('', { detail: 'Oops' }),
  'FastAPI with an object': sseEvent('', { detail: { error: 'Oops' } }),
  'vLLM before 0.10': sseEvent('', {
    object: 'error',
    message: 'Oops',
    type: 'InternalServerError',
    code: 500,
  }),
  vLLM: sseEvent('', { error: { message: 'Oops', type: 'InternalServerError', param: null, code: 500 } }),
  'Text Generation Inference': sseEvent('', { error: 'Model is overloaded', error_type: 'overloaded' }),
  Triton: sseEvent('', { error: 'Oops' }),
  OpenRouter: sseEvent('', { id: 'gen-1', choices: [], error: { code: 502, message: 'Oops' } }),
  'OpenRouter, within the choice': sseEvent('', {
    choices: [
      { index: 0, delta: { content: '' }, finish_reason: 'error', error: { code: 502, message: 'Oops' } },
    ],
  }),
  Gemini: sseEvent('', { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }),
  'Gemini, in a list': sseEvent('', [{ error: { code: 500, message: 'Oops', status: 'INTERNAL' } }]),
  'Bedrock as JSON': sseEvent('', { internalServerException: { message: 'Oops' } }),
  'AWS JSON': sseEvent('', { __type: 'com.amazon#ModelTimeoutException', message: 'Oops' }),
  'API Management': sseEvent('', { statusCode: 500, message: 'Internal server error' }),
  Apigee: sseEvent('', { fault: { faultstring: 'Oops', detail: { errorcode: 'steps.timeout' } } }),
  Kong: sseEvent('', { message: 'An unexpected error occurred' }),
  'Workers AI': sseEvent('', { success: false, errors: [{ code: 3040, message: 'Capacity exceeded' }] }),
  DashScope: sseEvent('error', { code: 'InternalError', message: 'Oops', request_id: 'r' }),
  'DashScope without a type': sseEvent('', { code: 'InternalError', message: 'Oops', request_id: 'r' }),
  MiniMax: sseEvent('', { base_resp: { status_code: 1013, status_msg: 'Oops' } }),
  Baidu: sseEvent('', { error_code: 336000, error_msg: 'Internal error' }),
  'Cohere in its last event': sseEvent('message-end', {
    type: 'message-end',
    delta: { error: 'Oops', finish_reason: 'ERROR' },
  }),
  'a server that wraps the error of another': sseEvent('', {
    error: { message: '{"error":{"code":500,"message":"Oops"}}' },
  }),
  'a server that marks a line': sseEvent('', '[ERROR] Oops'),
}))
  test(`the error of ${server} is a failure`, () => {
    const meaning = inspect(event);
    assert.equal(typeof meaning === 'object' && meaning.kind, 'failed', JSON.stringify(meaning));
  });

for (const [server, data, retryAfterMs] of [
  [
    'Gemini',
    {
      error: {
        code: 429,
        status: 'RESOURCE_EXHAUSTED',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3.2s' }],
      },
    },
    3_200,
  ],
  ['AWS', { throttlingException: { message: 'Too many requests' } }, undefined],
  ['API Management', { statusCode: 429, message: 'Rate limit is exceeded. Try again in 3 seconds.' }, 3_000],
  [
    'a server that wraps the error of another',
    { error: { message: '{"error":{"code":429,"message":"Slow down"}}' } },
    undefined,
  ],
  [
    'a server that names a time',
    { error: { code: 'rate_limit_exceeded', message: 'Try again at 2026-11-21T09:00:10Z' } },
    10_000,
  ],
] as const)
  test(`the rate limit of ${server} is throttled`, () => {
    assert.deepEqual(unnamed(data), { ...throttled, retryAfterMs });
  });

test('an error about the request itself is content in other shapes, too', () => {
  for (const data of [
    { object: 'error', message: 'Too long', type: 'BadRequestError', code: 400 },
    { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'No' } },
    { validationException: { message: 'No' } },
    { error: { message: '{"error":{"code":400,"message":"No"}}' } },
  ])
    assert.equal(unnamed(data), 'content', JSON.stringify(data));
});

test('content that has members like those of errors is content', () => {
  for (const data of [
    chunk({ content: 'error: {"message":"Oops"}' }),
    { ...chunk({ content: 'Hi' }), error: null },
    { ...chunk({ content: 'Hi' }), message: 'x', code: 0 },
    { type: 'response.output_text.delta', delta: 'detail', detail: 'x' },
    { candidates: [{ content: { parts: [{ text: 'Hi' }] } }], error: {} },
    { message: { content: 'Hi' }, done: false },
    { model: 'llama3', response: 'Hi', done: false },
    { status: 'in_progress', code: 'x' },
    { results: [], success: true },
  ])
    assert.equal(unnamed(data), 'content', JSON.stringify(data));
});
