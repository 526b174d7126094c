/** A chat completion of about 0.5 KB. */
export const unaryBody = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-0',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'gpt-4o',
    choices: [{ index: 0, message: { role: 'assistant', content: 'x'.repeat(230) }, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: 100,
      completion_tokens: 60,
      total_tokens: 160,
      prompt_tokens_details: { cached_tokens: 0 },
    },
  }),
);

const event = (choices: unknown, usage: unknown) =>
  Buffer.from(
    `data: ${JSON.stringify({ id: 'chatcmpl-0', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'gpt-4o', choices, usage })}\n\n`,
  );

/** Events in a stream. */
export const eventsPerStream = 200;

/** A streamed chat completion, one event per chunk. The last but one has the usage. */
export const chunksOfStream: readonly Buffer[] = [
  ...Array.from({ length: eventsPerStream - 2 }, (_, index) =>
    event([{ index: 0, delta: { content: ` word${index}` }, finish_reason: null }], null),
  ),
  event([], { prompt_tokens: 100, completion_tokens: 198, total_tokens: 298 }),
  Buffer.from('data: [DONE]\n\n'),
];

/** The request: 0.5 KB of prompt. */
export const requestBody = Buffer.from(
  JSON.stringify({
    model: 'gpt-4o',
    messages: [{ role: 'user', content: 'x'.repeat(430) }],
    max_tokens: 100,
  }),
);
