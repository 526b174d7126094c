import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { aFacadeConfig, anEndpointConfig, aUse } from '@laneway/core/testing';
import { aModelServer } from '@laneway/model-server';
import { OpenAI, toFile } from 'openai';

import { ask } from './harness/ask.ts';
import { serveGateway } from './harness/serve-gateway.ts';

const model = 'gpt-4o';
const quota = { tpm: 60_000, rpm: undefined };

/** A gateway whose only endpoint has run a batch, and the request for its output. */
async function finishedBatch(t: TestContext) {
  const server = await aModelServer(t);
  const { engine, proxy, recorder } = await serveGateway(t, {
    config: {
      endpoints: [
        anEndpointConfig({
          url: server.url,
          slots: 10,
          connector: aUse('direct'),
          processors: [aUse('openai')],
          quota,
        }),
      ],
      facades: [aFacadeConfig({ endpoints: ['a'], balancer: aUse('round-robin') })],
    },
  });
  const client = new OpenAI({ baseURL: `${proxy.url}/openai/v1`, apiKey: 'any', maxRetries: 0 });
  const body = { model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 };
  const line = (id: number) =>
    JSON.stringify({ custom_id: `${id}`, method: 'POST', url: '/v1/chat/completions', body });
  const file = await toFile(Buffer.from([line(1), line(2)].join('\n')), 'batch.jsonl');
  const input = await client.files.create({ purpose: 'batch', file });
  const batch = await client.batches.create({
    input_file_id: input.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  });
  const { output_file_id: output } = await client.batches.retrieve(batch.id);
  let exchanges = 3;
  await recorder.ended(exchanges);
  const fetchOutput = async () => {
    const answer = await ask(proxy.url, { path: `/openai/v1/files/${output}/content` });
    exchanges += 1;
    return { answer, ended: await recorder.ended(exchanges) };
  };
  return { server, engine, recorder, fetchOutput };
}

test('uploading, submitting and polling a batch costs no quota: no model runs for it', async (t) => {
  const { engine, recorder } = await finishedBatch(t);
  for (const { cost, usage } of recorder.of('exchange-ended'))
    assert.deepEqual([cost, usage], [1, undefined]);
  assert.equal(engine.endpoints()[0]?.tokensLeft, 2_910);
});

for (const coding of ['identity', 'gzip']) {
  test(`usage of a batch is reported when its output is fetched (${coding}), once, marked as separate, and charged to no quota`, async (t) => {
    const { server, engine, fetchOutput } = await finishedBatch(t);
    if (coding === 'gzip') server.setFault({ kind: 'gzip' });
    const { answer, ended } = await fetchOutput();
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-encoding'] ?? 'identity', coding);
    assert.equal(ended.usage?.separateQuota, true);
    assert.equal(ended.usageExact, true);
    // Two lines of ten tokens.
    assert.equal(ended.usage.completionTokens, 20);
    assert.equal((await fetchOutput()).ended.usage, undefined);
    assert.equal(engine.endpoints()[0]?.tokensLeft, 2_910);
  });
}
