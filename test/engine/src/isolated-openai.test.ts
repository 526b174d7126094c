import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { suite, test } from 'node:test';

import { isolatedPlugin } from '@laneway/isolation';
import openAi from '@laneway/response-processor-openai';
import { anEndpointConfig, aUse, startEngine } from '@laneway/core/testing';
import { EventRecorder, responseProcessorConformance, sseEvent } from '@laneway/testkit';

const isolated = isolatedPlugin(openAi, import.meta.resolve('@laneway/response-processor-openai'));
const stream = ['content-type', 'text/event-stream'];
const json = ['content-type', 'application/json'];

const usage = {
  prompt_tokens: 20,
  completion_tokens: 12,
  total_tokens: 32,
  prompt_tokens_details: { cached_tokens: 8 },
  completion_tokens_details: { reasoning_tokens: 5 },
};
const events = [
  sseEvent('', { model: 'gpt-4o', choices: [{ delta: { content: 'Grüße 👋' } }], usage: null }),
  sseEvent('', { model: 'gpt-4o', choices: [], usage }),
  sseEvent('', '[DONE]'),
];
const streamed = events.map(({ bytes }) => new TextDecoder().decode(bytes)).join('');

function pieces(text: string): readonly string[] {
  return text.match(/.{1,7}/gsu) ?? [];
}

/** Headers and chunks of answers. */
const answers: Readonly<Record<string, readonly [headers: readonly string[], ...chunks: readonly string[]]>> =
  {
    'a plain answer': [json, JSON.stringify({ model: 'gpt-4o', usage })],
    'a plain answer in pieces': [json, ...pieces(JSON.stringify({ model: 'gpt-4o', usage }))],
    'a stream': [stream, streamed],
    'a stream in pieces': [stream, ...pieces(streamed)],
    'a stream with other line ends': [stream, streamed.replaceAll('\n', '\r\n')],
    'a stream without usage': [stream, streamed.replaceAll('"usage":{', '"cost":{')],
    'an answer that is broken': [json, '{"usage":{"prompt_tokens":1'],
  };

async function endsWith(t: TestContext, processor: unknown, answer: string) {
  const record = new EventRecorder();
  const { backend, gateway, send } = await startEngine({
    config: { endpoints: [anEndpointConfig({ processors: [aUse('openai')] })] },
    plugins: { openai: processor },
    sinks: [record],
  });
  t.after(() => gateway.close());
  const [headers, ...chunks] = answers[answer] ?? assert.fail();
  const client = send();
  const attempt = backend.last().head(200, headers);
  for (const chunk of chunks) attempt.data(chunk);
  attempt.end();
  assert.equal(client.ended, true);
  await gateway.drain();
  const [ended] = record.of('exchange-ended');
  assert.deepEqual(record.of('warned'), []);
  return { usage: ended?.usage, usageExact: ended?.usageExact, model: ended?.model };
}

for (const answer of Object.keys(answers)) {
  test(`the openai processor reports the same in a thread as in the gateway: ${answer}`, async (t) => {
    const expected = await endsWith(t, openAi, answer);
    assert.deepEqual(await endsWith(t, isolated, answer), expected);
    assert.equal(expected.usageExact, !/without|broken/.test(answer));
  });
}

suite('the openai processor in a thread', () => {
  responseProcessorConformance({ test, plugin: isolated });
});
