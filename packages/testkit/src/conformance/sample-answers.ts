import type { SseEvent } from '@laneway/contracts';

import { sseEvent } from '../builders/sse-event.ts';

const chatUsage = {
  prompt_tokens: 20,
  completion_tokens: 12,
  total_tokens: 32,
  prompt_tokens_details: { cached_tokens: 8 },
  completion_tokens_details: { reasoning_tokens: 5 },
};

const responsesUsage = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 8 },
  output_tokens: 12,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 32,
};

/** Complete streamed answers, by API. */
export const answers: Readonly<Record<string, readonly SseEvent[]>> = {
  chat: [
    sseEvent('', { id: '', object: '', model: '', choices: [], prompt_filter_results: [] }),
    sseEvent('', chatChunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }])),
    sseEvent('', chatChunk([{ index: 0, delta: { content: 'Grüße 👋' }, finish_reason: null }])),
    sseEvent('', chatChunk([{ index: 0, delta: {}, finish_reason: 'stop' }])),
    sseEvent('', { ...chatChunk([]), usage: chatUsage }),
    sseEvent('', '[DONE]'),
  ],
  responses: [
    sseEvent('response.created', { type: 'response.created', response: { id: 'resp_1', usage: null } }),
    sseEvent('response.output_text.delta', { type: 'response.output_text.delta', delta: 'Hello' }),
    sseEvent('response.completed', {
      type: 'response.completed',
      response: { id: 'resp_1', model: 'gpt-4o-2024-11-20', status: 'completed', usage: responsesUsage },
    }),
  ],
  failed: [
    sseEvent('response.created', { type: 'response.created', response: { id: 'resp_1' } }),
    sseEvent('error', { type: 'error', code: 'too_many_requests', message: 'slow down' }),
  ],
  silent: [sseEvent('', chatChunk([{ index: 0, delta: { content: 'Hello' } }])), sseEvent('', '[DONE]')],
};

/** Malformed events. */
export const brokenEvents: readonly SseEvent[] = [
  sseEvent('', ''),
  sseEvent('', 'not json'),
  sseEvent('', '{"choices":['),
  sseEvent('', 'null'),
  sseEvent('', '[]'),
  sseEvent('', '42'),
  sseEvent('', { usage: null }),
  sseEvent('', { usage: 'none' }),
  sseEvent('', { usage: { prompt_tokens: -1, completion_tokens: 'many' } }),
  sseEvent('', { usage: { prompt_tokens_details: null, completion_tokens_details: 7 } }),
  sseEvent('', '{"choices":null,"usage":{"prompt_tokens":1e400}}'),
  sseEvent('response.completed', { type: 'response.completed' }),
  sseEvent('response.completed', { type: 'response.completed', response: null }),
  sseEvent('__proto__', '{"__proto__":{"usage":{}}}'),
  sseEvent('', 'x'.repeat(100_000)),
];

/** Complete bodies of unstreamed answers: valid ones, errors and malformed ones. */
export const bodies: readonly Uint8Array[] = [
  { id: 'chatcmpl-1', object: 'chat.completion', model: 'gpt-4o-2024-11-20', choices: [], usage: chatUsage },
  { id: 'resp_1', object: 'response', model: 'gpt-4o-2024-11-20', output: [], usage: responsesUsage },
  {
    object: 'list',
    data: [],
    model: 'text-embedding-3-small',
    usage: { prompt_tokens: 20, total_tokens: 20 },
  },
  { error: { code: '429', message: 'slow down' } },
  { usage: null },
  { usage: { prompt_tokens: -1, completion_tokens: 'many' } },
  { usage: { prompt_tokens: 4, prompt_tokens_details: { cached_tokens: 9 } } },
  null,
  [],
  '',
  'not json',
  '{"choices":[',
  '<html>Bad gateway</html>',
  '\u0000\uFFFF',
].map((body) => new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)));

function chatChunk(choices: readonly object[]): object {
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'gpt-4o-2024-11-20', choices };
}
