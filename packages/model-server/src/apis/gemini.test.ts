import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aModelServer } from '../a-model-server.ts';
import { postJson } from '../post-json.ts';

const body = {
  contents: [{ role: 'user', parts: [{ text: 'hello' }] }],
  generationConfig: { maxOutputTokens: 3 },
};
const usage = { promptTokenCount: 2, candidatesTokenCount: 3, totalTokenCount: 5 };

interface Chunk {
  readonly usageMetadata: unknown;
}

test('generateContent reports its usage', async (t) => {
  const server = await aModelServer(t);
  const response = await postJson(`${server.url}/v1beta/models/g:generateContent`, body);
  assert.deepEqual(((await response.json()) as Chunk).usageMetadata, usage);
});

test('reasoning and cached tokens have counts of their own', async (t) => {
  const server = await aModelServer(t, { reasoningTokens: 2, cachedTokens: 1 });
  const response = await postJson(`${server.url}/v1beta/models/g:generateContent`, body);
  assert.deepEqual(((await response.json()) as Chunk).usageMetadata, {
    ...usage,
    candidatesTokenCount: 1,
    thoughtsTokenCount: 2,
    cachedContentTokenCount: 1,
  });
});

test('streamGenerateContent with alt=sse ends with the whole usage and without [DONE]', async (t) => {
  const server = await aModelServer(t);
  const response = await postJson(`${server.url}/v1beta/models/g:streamGenerateContent?alt=sse`, body);
  const events = (await response.text()).trimEnd().split('\n\n');
  assert.equal(events.length, 3);
  const last = JSON.parse(events.at(-1)?.replace(/^data: /, '') ?? '') as Chunk;
  assert.deepEqual(last.usageMetadata, usage);
});

test('streamGenerateContent without alt=sse is one JSON array', async (t) => {
  const server = await aModelServer(t);
  const response = await postJson(`${server.url}/v1beta/models/g:streamGenerateContent`, body);
  const chunks = (await response.json()) as Chunk[];
  assert.deepEqual(chunks.at(-1)?.usageMetadata, usage);
});
