import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AzureOpenAI, OpenAI } from 'openai';
import { aModelServer } from '../../a-model-server.ts';
import type { TestScope } from '../../a-model-server.ts';
import type { ModelServer, ModelServerOptions } from '../../model-server.ts';
import { generatedTokens, defaultWords } from '../../answers/generated-tokens.ts';

interface Clients {
  readonly server: ModelServer;
  readonly azure: AzureOpenAI;
  readonly openai: OpenAI;
}

/** The official clients, configured for one server. */
async function clients(t: TestScope, options: ModelServerOptions = {}): Promise<Clients> {
  const server = await aModelServer(t, { requireKey: 'secret', strictApiVersion: true, ...options });
  const azure = new AzureOpenAI({
    endpoint: server.url,
    apiKey: 'secret',
    apiVersion: '2024-10-21',
    deployment: 'gpt-4o',
    maxRetries: 0,
  });
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'secret', maxRetries: 0 });
  return { server, azure, openai };
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const seen: Item[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}

const chatRequest = {
  model: 'gpt-4o',
  max_tokens: 12,
  messages: [{ role: 'user' as const, content: 'Grüße!' }],
};
const twelveWords = generatedTokens(12, defaultWords).join('');

for (const flavour of ['azure', 'openai'] as const) {
  test(`the ${flavour} client gets a chat completion with usage`, async (t) => {
    const { [flavour]: client } = await clients(t, { cachedTokens: 1 });
    const completion = await client.chat.completions.create(chatRequest);
    assert.equal(completion.choices[0]?.message.content, twelveWords);
    assert.equal(completion.usage?.prompt_tokens, Math.ceil(Buffer.byteLength('Grüße!') / 4));
    assert.equal(completion.usage?.completion_tokens, 12);
    assert.equal(completion.usage?.prompt_tokens_details?.cached_tokens, 1);
  });

  for (const cut of ['event', 'random', 'bytes'] as const) {
    for (const lineEnding of ['\n', '\r\n'] as const) {
      const how = `cut at ${cut}, lines ended by ${JSON.stringify(lineEnding)}`;
      test(`the ${flavour} client gets a chat stream that ends with its usage, ${how}`, async (t) => {
        const { [flavour]: client } = await clients(t, { cut, lineEnding });
        const request = { ...chatRequest, stream: true as const, stream_options: { include_usage: true } };
        const chunks = await all(await client.chat.completions.create(request));
        const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
        assert.equal(text, twelveWords);
        assert.equal(chunks.at(-1)?.usage?.completion_tokens, 12);
        assert.ok(chunks.slice(0, -1).every(({ usage }) => usage === null));
      });
    }
  }

  test(`the ${flavour} client gets embeddings, as base64 and as numbers alike`, async (t) => {
    const { [flavour]: client } = await clients(t);
    const request = { model: 'e', input: ['one', 'two'], dimensions: 8 };
    const asBase64 = await client.embeddings.create(request);
    const asNumbers = await client.embeddings.create({ ...request, encoding_format: 'float' });
    assert.deepEqual(
      asBase64.data.map(({ embedding }) => Array.from(embedding)),
      asNumbers.data.map(({ embedding }) => embedding),
    );
    assert.equal(asNumbers.data.length, 2);
    assert.equal(asNumbers.data[0]?.embedding.length, 8);
    assert.notDeepEqual(asNumbers.data[0]?.embedding, asNumbers.data[1]?.embedding);
  });

  test(`the ${flavour} client runs a response, looks it up and deletes it`, async (t) => {
    const { [flavour]: client } = await clients(t);
    const response = await client.responses.create({ model: 'gpt-4o', input: 'hi', max_output_tokens: 12 });
    assert.equal(response.output_text, twelveWords);
    assert.equal((await client.responses.retrieve(response.id)).usage?.output_tokens, 12);
    const next = { model: 'gpt-4o', input: 'and?', previous_response_id: response.id };
    assert.equal((await client.responses.create(next)).previous_response_id, response.id);
    await client.responses.delete(response.id);
    await assert.rejects(client.responses.retrieve(response.id), { status: 404 });
    await assert.rejects(client.responses.create(next), { code: 'previous_response_not_found' });
  });

  test(`the ${flavour} client follows a response stream to its usage`, async (t) => {
    const { [flavour]: client } = await clients(t, { cut: 'random' });
    const request = { model: 'gpt-4o', input: 'hi', max_output_tokens: 12, stream: true as const };
    const events = await all(await client.responses.create(request));
    const text = events
      .map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''))
      .join('');
    assert.equal(text, twelveWords);
    assert.deepEqual(
      events.map((event) => event.sequence_number),
      [...events.keys()],
    );
    const last = events.at(-1);
    assert.ok(last?.type === 'response.completed');
    assert.equal(last.response.usage?.output_tokens, 12);
  });

  test(`the ${flavour} client polls a background response, and can cancel it instead`, async (t) => {
    const { [flavour]: client } = await clients(t);
    const request = { model: 'gpt-4o', input: 'hi', background: true };
    const polled = await client.responses.create(request);
    assert.equal(polled.status, 'queued');
    assert.equal((await client.responses.retrieve(polled.id)).status, 'completed');
    assert.equal((await client.responses.cancel(polled.id)).status, 'completed');
    const cancelled = await client.responses.create(request);
    assert.equal((await client.responses.cancel(cancelled.id)).status, 'cancelled');
    assert.equal((await client.responses.retrieve(cancelled.id)).status, 'cancelled');
  });

  test(`the ${flavour} client uploads a batch, polls it and reads its output`, async (t) => {
    const { [flavour]: client } = await clients(t, { batchPolls: 1, deployments: ['gpt-4o'] });
    const line = (custom_id: string, model: string) =>
      JSON.stringify({
        custom_id,
        method: 'POST',
        url: '/v1/chat/completions',
        body: { ...chatRequest, model },
      });
    const lines = [line('a', 'gpt-4o'), line('b', 'gpt-4o'), line('c', 'unknown')].join('\n');
    const input = await client.files.create({ file: new File([lines], 'in.jsonl'), purpose: 'batch' });
    assert.equal(input.bytes, Buffer.byteLength(lines));
    assert.equal(await (await client.files.content(input.id)).text(), lines);
    const { id } = await client.batches.create({
      input_file_id: input.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    assert.equal((await client.batches.retrieve(id)).status, 'in_progress');
    const done = await client.batches.retrieve(id);
    assert.equal(done.status, 'completed');
    assert.deepEqual(done.request_counts, { total: 3, completed: 2, failed: 1 });
    const output = await (await client.files.content(done.output_file_id ?? '')).text();
    const results = output
      .trimEnd()
      .split('\n')
      .map((text): unknown => JSON.parse(text));
    assert.deepEqual(
      results.map((result) => (result as { custom_id: string }).custom_id),
      ['b', 'a'],
    );
    assert.deepEqual(Object.keys(results[0] as object), ['custom_id', 'response', 'error']);
  });

  test(`the ${flavour} client lists models and finds one`, async (t) => {
    const { [flavour]: client } = await clients(t);
    const listed = await all(client.models.list());
    assert.equal((await client.models.retrieve(listed[0]?.id ?? '')).id, listed[0]?.id);
  });

  test(`the ${flavour} client gets images, speech and transcriptions`, async (t) => {
    const { [flavour]: client } = await clients(t);
    const image = await client.images.generate({ model: 'gpt-image', prompt: 'a lane', n: 2 });
    assert.equal(image.data?.length, 2);
    const speech = await client.audio.speech.create({ model: 'tts', voice: 'alloy', input: 'hi' });
    assert.ok((await speech.arrayBuffer()).byteLength > 0);
    const file = new File(['sound'], 'a.wav');
    const transcription = await client.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file });
    assert.ok(transcription.text.length > 0);
  });

  test(`the ${flavour} client gets a legacy completion, plain and as a stream`, async (t) => {
    const { [flavour]: client } = await clients(t);
    const request = { model: 'm', prompt: 'Once', max_tokens: 12 };
    assert.equal((await client.completions.create(request)).choices[0]?.text, twelveWords);
    const chunks = await all(await client.completions.create({ ...request, stream: true }));
    assert.equal(chunks.map(({ choices }) => choices[0]?.text ?? '').join(''), twelveWords);
  });
}

test('a server does not know the ids of another one', async (t) => {
  const { openai: here } = await clients(t);
  const { openai: there } = await clients(t);
  const response = await here.responses.create({ model: 'gpt-4o', input: 'hi' });
  await there.responses.create({ model: 'gpt-4o', input: 'hi' });
  await assert.rejects(there.responses.retrieve(response.id), { status: 404 });
});

test('usageReported is true when the client has received the usage in the ledger', async (t) => {
  const { server, azure } = await clients(t, { reasoningTokens: 2, cachedTokens: 1 });
  const request = { ...chatRequest, stream: true as const };
  await all(await azure.chat.completions.create(request));
  const answered = await azure.chat.completions.create(chatRequest);
  const [silent, spoken] = [await server.ended(1), await server.ended(2)];
  assert.equal(silent.usageReported, false);
  assert.equal(spoken.usageReported, true);
  assert.deepEqual(spoken.usage, {
    promptTokens: answered.usage?.prompt_tokens,
    cachedTokens: answered.usage?.prompt_tokens_details?.cached_tokens,
    completionTokens: answered.usage?.completion_tokens,
    reasoningTokens: answered.usage?.completion_tokens_details?.reasoning_tokens,
  });
  assert.deepEqual(silent.usage, spoken.usage);
});

test('x-sim-completion-tokens sets the length of the answer, up to the limit of the request', async (t) => {
  const { openai } = await clients(t);
  const lengths = { 'x-sim-completion-tokens': '3' };
  const short = await openai.chat.completions.create(chatRequest, { headers: lengths });
  assert.equal(short.usage?.completion_tokens, 3);
  assert.equal(short.choices[0]?.finish_reason, 'stop');
  const cut = await openai.chat.completions.create({ ...chatRequest, max_tokens: 2 }, { headers: lengths });
  assert.equal(cut.usage?.completion_tokens, 2);
  assert.equal(cut.choices[0]?.finish_reason, 'length');
});
