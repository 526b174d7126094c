import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { ResponseHead, ResponseStage, SseEvent, Usage } from '@laneway/contracts';
import { aHead, aRequest, aStreamHead, aTarget, sseEvent, sseEvents } from '@laneway/testkit';
import fc from 'fast-check';

import { usageStage } from './usage-stage.ts';

const claude = { model: 'claude-sonnet-4-20250514', serviceTier: 'standard' };
const claudePrompt = { promptTokens: 472 + 1024 + 2048, cachedTokens: 2048, reasoningTokens: 0 };
const gemini: Usage = {
  promptTokens: 1500,
  cachedTokens: 1200,
  completionTokens: 40 + 88,
  reasoningTokens: 88,
  model: 'gemini-2.5-flash',
};
const o3Mini: Usage = {
  promptTokens: 2048,
  cachedTokens: 1920,
  completionTokens: 320,
  reasoningTokens: 256,
  model: 'o3-mini-2025-01-31',
  serviceTier: 'priority',
};

test('adds the tokens that Anthropic counts beside the prompt: read from the cache and written to it', () => {
  assert.deepEqual(usageOfBody(fixture('anthropic-message')), {
    ...claudePrompt,
    completionTokens: 91,
    ...claude,
  });
});

test('combines the two halves of an Anthropic stream', () => {
  assert.deepEqual(usageOfStream(fixture('anthropic-stream')), {
    ...claudePrompt,
    completionTokens: 89,
    ...claude,
  });
});

test('lets later counts of an Anthropic stream replace earlier ones', () => {
  assert.deepEqual(usageOfStream(fixture('anthropic-stream-cumulative')), {
    promptTokens: 10_682 + 4096,
    cachedTokens: 4096,
    completionTokens: 510,
    reasoningTokens: 0,
    ...claude,
  });
});

test('reports nothing for an Anthropic stream that breaks off before its completion was counted', () => {
  const [start = ''] = fixture('anthropic-stream').split('event: content_block_stop');
  assert.equal(usageOfStream(start, { cancelled: true }), undefined);
});

test('reports nothing for an Anthropic stream that ends before its completion was counted', () => {
  const [start = ''] = fixture('anthropic-stream').split('event: message_delta');
  assert.equal(usageOfStream(start), undefined);
  assert.equal(usageOfStream(start.replaceAll(/^event: .*\n/gm, '')), undefined);
});

test('counts the thoughts of Gemini as completion, in a body, in events and in a list', () => {
  assert.deepEqual(usageOfBody(fixture('gemini')), gemini);
  assert.deepEqual(usageOfStream(fixture('gemini-stream')), gemini);
  assert.deepEqual(usageOfBody(fixture('gemini-array')), gemini);
});

test('reports the running counts of a Gemini stream that breaks off', () => {
  const start = sseEvents(fixture('gemini-stream')).slice(0, 2);
  assert.deepEqual(usageOfEvents(start, { cancelled: true }), { ...gemini, completionTokens: 12 + 88 });
});

test('reads the Converse API of Bedrock', () => {
  assert.deepEqual(usageOfBody(fixture('converse')), {
    promptTokens: 30 + 768 + 256,
    cachedTokens: 768,
    completionTokens: 628,
    reasoningTokens: 0,
  });
});

test('reads the shapes of OpenAI, pretty-printed or not', () => {
  assert.deepEqual(usageOfBody(fixture('openai-chat')), o3Mini);
  assert.deepEqual(usageOfStream(fixture('openai-chat-stream')), {
    promptTokens: 19,
    cachedTokens: 0,
    completionTokens: 10,
    reasoningTokens: 0,
    model: 'gpt-4o-2024-11-20',
  });
  assert.deepEqual(usageOfStream(fixture('openai-response-stream')), {
    promptTokens: 328,
    cachedTokens: 128,
    completionTokens: 152,
    reasoningTokens: 64,
    model: 'gpt-5-2025-08-07',
    serviceTier: 'default',
  });
});

test('reads embeddings, for which some vendors report only the total', () => {
  const none = { cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };
  const openAi = { ...none, promptTokens: 8, model: 'text-embedding-3-small' };
  assert.deepEqual(usageOfBody(fixture('openai-embeddings')), openAi);
  assert.deepEqual(usageOfBody(fixture('voyage-embeddings')), {
    ...none,
    promptTokens: 10,
    model: 'voyage-3',
  });
});

test('counts cached tokens once where a prompt count in OpenAI notation is beside cache counts of others', () => {
  const none = { reasoningTokens: 0 };
  assert.deepEqual(usageOfBody(fixture('anthropic-as-chat')), {
    ...none,
    promptTokens: 3544,
    cachedTokens: 2048,
    completionTokens: 91,
    model: 'claude-sonnet-4',
  });
  assert.deepEqual(usageOfBody(fixture('deepseek-chat')), {
    ...none,
    promptTokens: 46,
    cachedTokens: 32,
    completionTokens: 87,
    model: 'deepseek-reasoner',
  });
});

test('adds reasoning to the completion where only the total includes it, as for xAI', () => {
  const usage =
    '{"prompt_tokens":9,"completion_tokens":50,"total_tokens":359,"completion_tokens_details":{"reasoning_tokens":300}}';
  assert.deepEqual(usageOfBody(`{"model":"grok-4","usage":${usage}}`), {
    promptTokens: 9,
    cachedTokens: 0,
    completionTokens: 350,
    reasoningTokens: 300,
    model: 'grok-4',
  });
});

test('limits the parts of a count to the count', () => {
  const usage =
    '{"prompt_tokens":4,"completion_tokens":3,"cached_tokens":9,"completion_tokens_details":{"reasoning_tokens":9}}';
  assert.deepEqual(usageOfBody(`{"usage":${usage}}`), {
    promptTokens: 4,
    cachedTokens: 4,
    completionTokens: 3,
    reasoningTokens: 3,
  });
});

test('reads the tokens of Cohere, not its billed units', () => {
  assert.deepEqual(usageOfStream(fixture('cohere-stream')), {
    promptTokens: 71,
    cachedTokens: 0,
    completionTokens: 420,
    reasoningTokens: 0,
  });
});

test('finds wrapped usage, and uses the outermost', () => {
  const wrapped = `{"id":1,"response":{"usage":{"input_tokens":9},"body":${fixture('openai-chat')}}}`;
  assert.deepEqual(usageOfBody(`[{"answer":${fixture('openai-chat')}}]`), o3Mini);
  assert.equal(usageOfBody(wrapped)?.promptTokens, 9);
  assert.equal(
    usageOfBody('[{"usage":{"input_tokens":9}},{"more":{"usage":{"input_tokens":5}}}]')?.promptTokens,
    9,
  );
});

test('ignores blocks that are empty, null or only a word', () => {
  const body =
    '{"text":"usage","a":{"usage":null},"usageMetadata":{"promptTokenCount":4},"usage":{},"b":"usage"}';
  assert.equal(usageOfBody(body)?.promptTokens, 4);
  assert.equal(usageOfBody('{"a":{"usage":null},"usage":{"input_tokens":4}}')?.promptTokens, 4);
});

test('reads model and tier beside the block or in the block, not inside its members', () => {
  const usage = '{"input_tokens":1,"details":{"service_tier":"deep","model":"deep"}}';
  const alone = usageOfBody(`{"wrapped":{"answer":{"usage":${usage}}}}`);
  assert.deepEqual([alone?.promptTokens, alone?.model, alone?.serviceTier], [1, undefined, undefined]);
  const named = usageOfBody(`{"model":"\\u0061","service_tier":"","usage":${usage}}`);
  assert.deepEqual([named?.model, named?.serviceTier], ['a', undefined]);
});

test('adds the prompt tokens of the tools that Gemini used', () => {
  const usage = '{"promptTokenCount":4,"toolUsePromptTokenCount":30}';
  assert.equal(usageOfBody(`{"usageMetadata":${usage}}`)?.promptTokens, 34);
});

test('ignores usage that a model wrote into a tool call', () => {
  const message = '{"content":[{"type":"tool_use","input":{"usage":{"input_tokens":1000000}}}]}';
  assert.equal(usageOfBody(message), undefined);
  assert.equal(usageOfBody(`}}}}${message}`), undefined);
});

test('combines documents that follow each other', () => {
  const lines = [
    '{"usage":{"input_tokens":5,"output_tokens":1}}',
    '{"delta":{}}',
    '{"message":{"usage":{"output_tokens":8}}}',
  ];
  const head = aHead({ headers: ['Content-Type', 'application/x-ndjson'] });
  assert.deepEqual(usageOfBody(lines.join('\n'), { head }), {
    promptTokens: 5,
    cachedTokens: 0,
    completionTokens: 8,
    reasoningTokens: 0,
  });
});

test('reads streams with any line ends', () => {
  for (const lineEnd of ['\r\n', '\r']) {
    const stream = fixture('anthropic-stream').replaceAll('\n', lineEnd);
    assert.deepEqual(usageOfStream(stream), { ...claudePrompt, completionTokens: 89, ...claude });
  }
});

test('reads compressed bodies, however large', async () => {
  const encodings = {
    gzip: gzipSync,
    'X-GZip': gzipSync,
    deflate: deflateSync,
    br: brotliCompressSync,
    zstd: zstdCompressSync,
  };
  for (const [encoding, compress] of Object.entries(encodings)) {
    const head = aHead({ headers: ['Content-Type', 'application/json', 'Content-Encoding', encoding] });
    const large = fixture('gemini') + ' '.repeat(5_000_000);
    assert.deepEqual(await usageOfPassing(compress(fixture('gemini')), head), gemini, encoding);
    assert.deepEqual(await usageOfPassing(compress(large), head), gemini, encoding);
    assert.equal(await usageOfPassing(Buffer.from('not compressed'), head), undefined, encoding);
  }
});

test('reads bodies of more than 4 MiB', () => {
  const body = `{"data":[{"b64_json":"${'A'.repeat(6_000_000)}"}],"usage":{"input_tokens":50,"output_tokens":4160}}`;
  assert.deepEqual(usageOfBody(body), {
    promptTokens: 50,
    cachedTokens: 0,
    completionTokens: 4160,
    reasoningTokens: 0,
  });
});

test('reads events that are not shown as events: compressed ones, and those without a media type or with a wrong one', async () => {
  const heads = [
    aHead({ headers: [] }),
    aHead({ headers: ['Content-Type', 'application/json'] }),
    aHead({ headers: ['Content-Type', 'application/octet-stream'] }),
    aHead({ headers: ['Content-Type', 'text/plain'] }),
  ];
  for (const stream of ['anthropic-stream', 'gemini-stream', 'openai-response-stream', 'cohere-stream']) {
    const expected = usageOfStream(fixture(stream));
    for (const head of heads)
      assert.deepEqual(await usageOfPassing(Buffer.from(fixture(stream)), head), expected);
    const packed = aStreamHead({
      headers: ['Content-Type', 'text/event-stream', 'Content-Encoding', 'gzip'],
    });
    assert.deepEqual(await usageOfPassing(gzipSync(fixture(stream)), packed), expected);
  }
});

test('ignores answers that it can not read', () => {
  const requests = [aRequest(), aRequest({ method: 'GET' })] as const;
  for (const [request, type] of [
    [requests[0], 'image/png'],
    [requests[0], 'audio/mpeg'],
    [requests[1], 'application/octet-stream'],
  ] as const) {
    const head = aHead({ headers: ['Content-Type', type] });
    const opening = { request, endpoint: aTarget(), head, report: () => {} };
    assert.equal(
      usageStage(opening, () => assert.fail('reported')),
      undefined,
    );
  }
});

const none = { cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };

for (const [server, body, expected] of [
  [
    'Groq',
    { model: 'llama', choices: [], x_groq: { id: 'r', usage: { prompt_tokens: 7, completion_tokens: 141 } } },
  ],
  [
    'Ollama',
    { model: 'llama', message: { content: 'Hi' }, done: true, prompt_eval_count: 7, eval_count: 141 },
  ],
  [
    'llama.cpp',
    { model: 'llama', choices: [{}], timings: { prompt_n: 7, prompt_ms: 3.5, predicted_n: 141 } },
  ],
  [
    'llama.cpp with a cache',
    { model: 'llama', timings: { cache_n: 5, prompt_n: 2, predicted_n: 141 } },
    { cachedTokens: 5 },
  ],
  ['llama.cpp, its own API', { content: 'Hi', model: 'llama', tokens_evaluated: 7, tokens_predicted: 141 }],
  [
    'Cohere by what it bills',
    { model: 'llama', meta: { api_version: {}, billed_units: { input_tokens: 7, output_tokens: 141 } } },
  ],
  [
    'Cohere before version 2',
    {
      model: 'llama',
      meta: {
        billed_units: { input_tokens: 1, output_tokens: 1 },
        tokens: { input_tokens: 7, output_tokens: 141 },
      },
    },
  ],
  [
    "Gemini's Interactions",
    {
      model: 'llama',
      usage: {
        total_input_tokens: 7,
        total_cached_tokens: 0,
        total_output_tokens: 41,
        total_thought_tokens: 100,
        total_tokens: 148,
      },
    },
    { reasoningTokens: 100 },
  ],
  [
    "Gemini's Interactions without its thoughts",
    { model: 'llama', usage: { total_input_tokens: 7, total_output_tokens: 41, total_tokens: 148 } },
    { reasoningTokens: 100 },
  ],
  [
    'Vertex in other letters',
    {
      model: 'llama',
      usage_metadata: { prompt_token_count: 7, candidates_token_count: 141, total_token_count: 148 },
    },
  ],
  [
    'Llama on Bedrock',
    { generation: 'Hi', model: 'llama', prompt_token_count: 7, generation_token_count: 141 },
  ],
  [
    'watsonx',
    { model: 'llama', results: [{ generated_text: 'Hi', input_token_count: 7, generated_token_count: 141 }] },
  ],
  [
    'a server that leaves reasoning out',
    { model: 'llama', usage: { prompt_tokens: 7, completion_tokens: 41, total_tokens: 148 } },
    { reasoningTokens: 100 },
  ],
] as const)
  test(`reads the counts of ${server}`, () => {
    const usage = { ...none, promptTokens: 7, completionTokens: 141, model: 'llama', ...expected };
    assert.deepEqual(usageOfBody(JSON.stringify(body)), usage);
    const other = { model: 'llama', choices: [{ delta: { content: 'Hi' } }] };
    assert.deepEqual(usageOfEvents([sseEvent('', other), sseEvent('', body), sseEvent('', '[DONE]')]), usage);
    const lines = [other, other, body].map((line) => JSON.stringify(line)).join('\n');
    assert.deepEqual(
      usageOfBody(lines, { head: aHead({ headers: ['content-type', 'application/x-ndjson'] }) }),
      usage,
    );
  });

test('keeps real counts where zeros follow', () => {
  const real = { prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 };
  const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  const events = [real, zeros].map((usage) => sseEvent('', { model: 'm', choices: [], usage }));
  assert.deepEqual(usageOfEvents(events), { ...none, promptTokens: 19, completionTokens: 10, model: 'm' });
  const delta = {
    type: 'message_delta',
    usage: { input_tokens: 0, output_tokens: 9, cache_read_input_tokens: 0 },
  };
  const start = {
    type: 'message_start',
    message: { model: 'm', usage: { input_tokens: 7, output_tokens: 1 } },
  };
  assert.deepEqual(usageOfEvents([sseEvent('message_start', start), sseEvent('message_delta', delta)]), {
    ...none,
    promptTokens: 7,
    completionTokens: 9,
    model: 'm',
  });
});

test('reports nothing that is not exact: zeros only, a completion without a prompt, or more than any answer has', () => {
  for (const usage of [
    { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    { completion_tokens: 7 },
    { output_tokens: 7 },
    { prompt_tokens: 9_007_199_254_740_991, completion_tokens: 9_007_199_254_740_991 },
  ])
    assert.equal(usageOfBody(JSON.stringify({ usage })), undefined, JSON.stringify(usage));
});

test('reports nothing for answers that are broken or have no counts, and does not throw', () => {
  const bodies = [
    '',
    '"usage":{',
    '{"usage":{"input_tokens":1',
    '{"usage":{]}',
    '}}{"usage":{}}',
    '{"usage":{"seconds":9}}',
  ];
  const counts = ['-1', '1.5', '"7"', 'null', '[3]', '{"a":3}'].map(
    (count) => `{"usage":{"input_tokens":${count}}}`,
  );
  for (const body of [...bodies, ...counts, '"\\', '['.repeat(1_000_000) + '"usage"']) {
    assert.equal(usageOfBody(body), undefined, body.slice(0, 80));
    assert.equal(usageOfStream(`data: ${body}\n\n`), undefined, body.slice(0, 80));
  }
});

test('finds the usage anywhere in a stream, whatever the text is', () => {
  fc.assert(
    fc.property(
      fc.array(trickyText),
      fc.array(trickyText),
      claudeUsage,
      fc.nat(2),
      (before, after, sent, indent) => {
        const event = (type: string, rest: object) =>
          sseEvent(type, JSON.stringify({ type, ...rest }, undefined, indent));
        const content = (text: string) =>
          event('content_block_delta', { index: 0, delta: { type: 'text_delta', text, usage: null } });
        const events = [
          ...before.map(content),
          event('message_start', {
            message: { model: 'm', content: [], usage: { ...sent, output_tokens: 1 } },
          }),
          ...after.map(content),
          event('message_delta', { delta: {}, usage: { output_tokens: sent.output_tokens } }),
        ];
        assert.deepEqual(usageOfEvents(events), {
          promptTokens: sent.input_tokens + sent.cache_read_input_tokens + sent.cache_creation_input_tokens,
          cachedTokens: sent.cache_read_input_tokens,
          completionTokens: sent.output_tokens,
          reasoningTokens: 0,
          model: 'm',
        });
      },
    ),
  );
});

test('finds the usage of a body, whatever is before and after it', () => {
  const surroundings = fc.record({
    name: trickyText,
    before: fc.jsonValue({ maxDepth: 5 }),
    after: trickyText,
  });
  fc.assert(
    fc.property(surroundings, fc.nat(1e7), fc.nat(2), ({ name, before, after }, tokens, indent) => {
      const usage = { input_tokens: tokens, output_tokens: 7 };
      const body = { [`x${name}`]: before, usage, [`y${name}`]: [after, before], model: 'm' };
      assert.deepEqual(usageOfBody(JSON.stringify(body, undefined, indent)), {
        promptTokens: tokens,
        cachedTokens: 0,
        completionTokens: 7,
        reasoningTokens: 0,
        model: 'm',
      });
    }),
  );
});

const claudeUsage = fc.record({
  input_tokens: fc.integer({ min: 1, max: 1e7 }),
  output_tokens: fc.integer({ min: 1, max: 1e7 }),
  cache_read_input_tokens: fc.nat(1e7),
  cache_creation_input_tokens: fc.nat(1e7),
});

const trickyText = fc
  .array(
    fc.oneof(
      fc.constantFrom('usage', '"usage":{', 'usage"', '"usage"', '\\', '"', '{', '}', ': ', '\n', '🪙'),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => parts.join(''));

/** What a test may set. */
interface Circumstances {
  readonly head?: ResponseHead;
  readonly cancelled?: boolean;
}

function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8');
}

function usageOfBody(body: string, circumstances: Circumstances = {}): Usage | undefined {
  return usageOf({ head: aHead(), ...circumstances }, (stage) => pass(Buffer.from(body), stage));
}

async function usageOfPassing(body: Uint8Array, head: ResponseHead): Promise<Usage | undefined> {
  const { reports, stage } = opened(head);
  pass(body, stage);
  await stage.onEnd?.();
  return reports.at(-1);
}

function pass(body: Uint8Array, stage: ResponseStage): void {
  for (let at = 0; at < body.length; at += 10_000) stage.onChunk?.(body.subarray(at, at + 10_000));
}

function usageOfStream(stream: string, circumstances: Circumstances = {}): Usage | undefined {
  return usageOfEvents(sseEvents(stream), circumstances);
}

function usageOfEvents(events: readonly SseEvent[], circumstances: Circumstances = {}): Usage | undefined {
  return usageOf({ head: aStreamHead(), ...circumstances }, (stage) => {
    for (const event of events) stage.onEvent?.(event);
  });
}

/** The last reported usage, which is the one that counts. */
function usageOf(
  { head = aHead(), cancelled = false }: Circumstances,
  read: (stage: ResponseStage) => void,
): Usage | undefined {
  const { reports, stage } = opened(head);
  read(stage);
  if (cancelled) void stage.onCancel?.();
  else void stage.onEnd?.();
  return reports.at(-1);
}

function opened(head: ResponseHead): { readonly reports: Usage[]; readonly stage: ResponseStage } {
  const reports: Usage[] = [];
  const opening = { request: aRequest(), endpoint: aTarget(), head, report: () => assert.fail('reported') };
  const stage = usageStage(opening, (usage) => void reports.push(usage));
  assert.ok(stage, 'the answer was ignored');
  return { reports, stage };
}
