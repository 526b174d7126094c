import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aModelServer } from '../a-model-server.ts';
import { postJson } from '../post-json.ts';

const body = {
  model: 'claude',
  max_tokens: 3,
  system: 'brief',
  messages: [{ role: 'user', content: 'hello you' }],
};

test('a message counts cached tokens in addition to its input tokens', async (t) => {
  const server = await aModelServer(t, { cachedTokens: 2 });
  const message = (await (await postJson(`${server.url}/v1/messages`, body)).json()) as { usage: unknown };
  assert.deepEqual(message.usage, {
    input_tokens: 2,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 2,
    output_tokens: 3,
  });
});

test('a message stream reports its usage in message_start and message_delta', async (t) => {
  const server = await aModelServer(t);
  const text = await (await postJson(`${server.url}/v1/messages`, { ...body, stream: true })).text();
  const events = text.trimEnd().split('\n\n');
  const names = events.map((event) => /^event: (.*)$/m.exec(event)?.[1]);
  const deltas = ['content_block_delta', 'content_block_delta', 'content_block_delta'];
  assert.deepEqual(names, [
    'message_start',
    'content_block_start',
    'ping',
    ...deltas,
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
  assert.match(events[0] ?? '', /"input_tokens":4,.*"output_tokens":1/);
  assert.match(events.at(-2) ?? '', /"usage":\{"output_tokens":3\}/);
});
