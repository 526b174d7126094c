import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type {
  RequestView,
  ResponseHead,
  ResponseProcessor,
  ResponseStage,
  SseEvent,
  Usage,
} from '@laneway/contracts';
import { aHead, aRequest, aStreamHead, aTarget, sseEvent, sseEvents } from '@laneway/testkit';
import fc from 'fast-check';

import { openAiProcessor } from './openai-processor.ts';

const responseUsage: Usage = {
  promptTokens: 328,
  cachedTokens: 128,
  completionTokens: 152,
  reasoningTokens: 64,
  model: 'gpt-5-2025-08-07',
  serviceTier: 'default',
};
const azureStreamUsage: Usage = {
  promptTokens: 1310,
  cachedTokens: 1152,
  completionTokens: 12,
  reasoningTokens: 0,
  model: 'gpt-4o-2024-11-20',
};
const transcriptionUsage: Usage = {
  promptTokens: 14,
  cachedTokens: 0,
  completionTokens: 45,
  reasoningTokens: 0,
};

test('reports a chat completion with its cached and reasoning tokens and its service tier', () => {
  assert.deepEqual(reportsOfBody(fixture('chat')), [
    {
      promptTokens: 2048,
      cachedTokens: 1920,
      completionTokens: 320,
      reasoningTokens: 256,
      model: 'o3-mini-2025-01-31',
      serviceTier: 'priority',
    },
  ]);
});

test('counts missing details as zero', () => {
  assert.deepEqual(reportsOfBody(fixture('azure-chat')), [
    {
      promptTokens: 18,
      cachedTokens: 0,
      completionTokens: 9,
      reasoningTokens: 0,
      model: 'gpt-4o-2024-11-20',
    },
  ]);
});

test('reports an Azure chat stream once, although every event has a usage of null and the text mentions usage', () => {
  assert.deepEqual(reportsOfStream(fixture('azure-chat-stream')), [azureStreamUsage]);
});

test('reads streams with any line ends', () => {
  for (const lineEnd of ['\r\n', '\r']) {
    const stream = fixture('azure-chat-stream').replaceAll('\n', lineEnd);
    assert.deepEqual(reportsOfStream(stream), [azureStreamUsage]);
  }
});

test('reports nothing for a stream without usage, whether it ends or breaks off', () => {
  assert.deepEqual(reportsOfStream(fixture('chat-stream-without-usage')), []);
  assert.deepEqual(
    reportsOfStream(fixture('chat-stream-without-usage').slice(0, 800), { cancelled: true }),
    [],
  );
});

test('reports usage as soon as it is seen, so that a client that leaves then is charged correctly', () => {
  const untilDone = fixture('azure-chat-stream').replace('data: [DONE]\n\n', '');
  assert.deepEqual(reportsOfStream(untilDone, { cancelled: true }), [azureStreamUsage]);
});

test('reports legacy completions', () => {
  const expected = { promptTokens: 5, cachedTokens: 0, reasoningTokens: 0, model: 'gpt-3.5-turbo-instruct' };
  assert.deepEqual(reportsOfBody(fixture('completion')), [{ ...expected, completionTokens: 7 }]);
  assert.deepEqual(reportsOfStream(fixture('completion-stream')), [{ ...expected, completionTokens: 1 }]);
});

test('reports embeddings, which have no completion', () => {
  assert.deepEqual(reportsOfBody(fixture('embeddings')), [
    {
      promptTokens: 8,
      cachedTokens: 0,
      completionTokens: 0,
      reasoningTokens: 0,
      model: 'text-embedding-3-small',
    },
  ]);
});

test('reports responses, even if a tool has a parameter named usage', () => {
  assert.deepEqual(reportsOfBody(fixture('response')), [responseUsage]);
  assert.deepEqual(reportsOfStream(fixture('response-stream')), [responseUsage]);
});

test('reports an incomplete response', () => {
  assert.deepEqual(reportsOfStream(fixture('response-stream-incomplete')), [
    { ...responseUsage, cachedTokens: 0, completionTokens: 16, reasoningTokens: 16, serviceTier: 'flex' },
  ]);
});

test('reports nothing for a response that failed without usage', () => {
  assert.deepEqual(reportsOfStream(fixture('response-stream-throttled')), []);
});

test('reports transcriptions that are counted in tokens, not those counted in seconds', () => {
  assert.deepEqual(reportsOfBody(fixture('transcription')), [transcriptionUsage]);
  assert.deepEqual(reportsOfStream(fixture('transcription-stream')), [transcriptionUsage]);
  assert.deepEqual(reportsOfBody(fixture('transcription-seconds')), []);
});

test('reports images', () => {
  assert.deepEqual(reportsOfBody(fixture('image')), [
    { promptTokens: 50, cachedTokens: 0, completionTokens: 50, reasoningTokens: 0 },
  ]);
});

test('reports a background response when it is first fetched, not when it is fetched again', () => {
  const processor = openAiProcessor();
  const request = aRequest({ method: 'GET' });
  const body = fixture('background-response');
  assert.deepEqual(reportsOfBody(body, { processor, request }), [responseUsage]);
  assert.deepEqual(reportsOfBody(body, { processor, request }), []);
});

test('reports nothing for a stored response that is fetched: its usage was reported when it was created', () => {
  assert.deepEqual(reportsOfBody(fixture('response'), { request: aRequest({ method: 'GET' }) }), []);
});

test('reports nothing for a batch that is polled: it has a separate quota', () => {
  assert.deepEqual(reportsOfBody(fixture('batch'), { request: aRequest({ method: 'GET' }) }), []);
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
    const large = fixture('response') + ' '.repeat(5_000_000);
    assert.deepEqual(await reportsOfPacked(compress(fixture('response')), head), [responseUsage], encoding);
    assert.deepEqual(await reportsOfPacked(compress(large), head), [responseUsage], encoding);
    assert.deepEqual(await reportsOfPacked(Buffer.from('not compressed'), head), [], encoding);
  }
});

test('reads images and embeddings of more than 4 MiB', () => {
  const image = `{"created":1,"data":[{"b64_json":"${'A'.repeat(6_000_000)}"}],"usage":{"input_tokens":50,"output_tokens":4160}}`;
  const numbers = Array.from({ length: 250_000 }, () => '-0.01234567890123').join(', ');
  const embeddings = `{"object":"list","data":[{"embedding":[${numbers}]}],"usage":{"prompt_tokens":8,"total_tokens":8}}`;
  for (const [body, promptTokens, completionTokens] of [
    [image, 50, 4160],
    [embeddings, 8, 0],
  ] as const) {
    assert.deepEqual(reportsOfBody(body), [
      { promptTokens, cachedTokens: 0, completionTokens, reasoningTokens: 0 },
    ]);
  }
});

test('reads a compressed stream of events', async () => {
  const head = aStreamHead({ headers: ['Content-Type', 'text/event-stream', 'Content-Encoding', 'gzip'] });
  assert.deepEqual(await reportsOfPacked(gzipSync(fixture('response-stream')), head), [responseUsage]);
});

test('ignores answers that it can not read', () => {
  const head = aHead({ headers: ['Content-Type', 'audio/mpeg'] });
  const opening = { request: aRequest(), endpoint: aTarget(), head, report: () => assert.fail('reported') };
  assert.equal(openAiProcessor().open(opening), undefined);
});

test('adds reasoning to the completion where only the total includes it, as for Grok', () => {
  const usage = `{"prompt_tokens":9,"completion_tokens":50,"total_tokens":359,"completion_tokens_details":{"reasoning_tokens":300}}`;
  assert.deepEqual(reportsOfBody(`{"model":"grok-4","usage":${usage}}`), [
    { promptTokens: 9, cachedTokens: 0, completionTokens: 350, reasoningTokens: 300, model: 'grok-4' },
  ]);
});

test('limits the parts of a count to the count', () => {
  const usage = `{"input_tokens":4,"output_tokens":3,"input_tokens_details":{"cached_tokens":9},"output_tokens_details":{"reasoning_tokens":9}}`;
  assert.deepEqual(reportsOfBody(`{"usage":${usage}}`), [
    { promptTokens: 4, cachedTokens: 4, completionTokens: 3, reasoningTokens: 3 },
  ]);
});

test('names neither model nor tier when the answer leaves them empty', () => {
  assert.deepEqual(reportsOfBody('{"model":"","service_tier":null,"usage":{"prompt_tokens":3}}'), [
    { promptTokens: 3, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 },
  ]);
});

test('ignores the word usage in text', () => {
  const body = '{"choices":[{"text":"usage"}],"last":{"usage":null,"a":"usage"},"usage":{"prompt_tokens":3}}';
  assert.equal(reportsOfBody(body)[0]?.promptTokens, 3);
});

test('reads an answer without a media type', () => {
  assert.deepEqual(reportsOfBody(fixture('response'), { head: aHead({ headers: [] }) }), [responseUsage]);
});

test('reports nothing for broken answers, and does not throw', () => {
  for (const body of ['{"usage":{"prompt_tokens":1', '{"usage":{}}', '', '"usage":{']) {
    assert.deepEqual(reportsOfBody(body), [], body);
    assert.deepEqual(reportsOfStream(`data: ${body}\n\n`), [], body);
  }
  for (const tokens of ['-1', '1.5', '"7"', 'null', '1e99']) {
    assert.deepEqual(reportsOfBody(`{"usage":{"prompt_tokens":${tokens}}}`), [], tokens);
  }
});

test('finds the usage anywhere in a stream, whatever the text is', () => {
  fc.assert(
    fc.property(
      surroundings,
      trickyText,
      chatUsage,
      fc.nat(2),
      ({ before, after }, content, sent, indent) => {
        const event = (text: string, usage: unknown) =>
          sseEvent(
            '',
            JSON.stringify({ choices: [{ delta: { text } }], usage, model: 'm' }, undefined, indent),
          );
        const events = [
          ...before.map((text) => event(text, null)),
          event(content, sent),
          ...after.map((text) => event(text, null)),
        ];
        assert.deepEqual(reportsOfEvents(events), [
          {
            promptTokens: sent.prompt_tokens,
            cachedTokens: sent.prompt_tokens_details.cached_tokens,
            completionTokens: sent.completion_tokens,
            reasoningTokens: sent.completion_tokens_details.reasoning_tokens,
            model: 'm',
          },
        ]);
      },
    ),
  );
});

const chatUsage = fc
  .record({
    cached: fc.nat(1e7),
    uncached: fc.integer({ min: 1, max: 1e7 }),
    reasoning: fc.nat(1e7),
    spoken: fc.nat(1e7),
  })
  .map(({ cached, uncached, reasoning, spoken }) => ({
    prompt_tokens: cached + uncached,
    completion_tokens: reasoning + spoken,
    total_tokens: cached + uncached + reasoning + spoken,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  }));

const trickyText = fc
  .array(
    fc.oneof(
      fc.constantFrom('usage', '"usage":{', 'usage"', '"usage"', '\\', '"', '{', '}', ': ', '\n', '🪙'),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => parts.join(''));

const surroundings = fc.record({ before: fc.array(trickyText), after: fc.array(trickyText) });

/** What a test may set; the rest is that of an answer to a chat completion. */
interface Circumstances {
  readonly processor?: ResponseProcessor;
  readonly request?: RequestView;
  readonly head?: ResponseHead;
  readonly cancelled?: boolean;
}

function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8');
}

function reportsOfBody(body: string, circumstances: Circumstances = {}): readonly Usage[] {
  return reportsOf({ head: aHead(), ...circumstances }, (stage) => pass(Buffer.from(body), stage));
}

async function reportsOfPacked(body: Uint8Array, head: ResponseHead): Promise<readonly Usage[]> {
  const { reports, stage } = opened({ head });
  pass(body, stage);
  await stage.onEnd?.();
  return reports;
}

function pass(body: Uint8Array, stage: ResponseStage): void {
  for (let at = 0; at < body.length; at += 10_000) stage.onChunk?.(body.subarray(at, at + 10_000));
}

function reportsOfStream(stream: string, circumstances: Circumstances = {}): readonly Usage[] {
  return reportsOfEvents(sseEvents(stream), circumstances);
}

function reportsOfEvents(events: readonly SseEvent[], circumstances: Circumstances = {}): readonly Usage[] {
  return reportsOf({ head: aStreamHead(), ...circumstances }, (stage) => {
    for (const event of events) stage.onEvent?.(event);
  });
}

function reportsOf(circumstances: Circumstances, read: (stage: ResponseStage) => void): readonly Usage[] {
  const { reports, stage } = opened(circumstances);
  read(stage);
  if (circumstances.cancelled === true) void stage.onCancel?.();
  else void stage.onEnd?.();
  return reports;
}

function opened({ processor = openAiProcessor(), request = aRequest(), head = aHead() }: Circumstances) {
  const reports: Usage[] = [];
  const stage = processor.open({
    request,
    head,
    endpoint: aTarget(),
    report: (usage) => reports.push(usage),
  });
  assert.ok(stage, 'the answer was ignored');
  return { reports, stage };
}
