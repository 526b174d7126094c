import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aModelServer } from '../../a-model-server.ts';
import { postJson } from '../../post-json.ts';
import { parseJsonObject } from '../../json-object.ts';

const body = { model: 'm', stream: true, max_tokens: 2, messages: [{ role: 'user', content: 'hi' }] };

function eventsOf(text: string): readonly string[] {
  return text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => event.replace(/^data: /, ''));
}

test('an Azure stream opens with an event that has filter results and no choice', async (t) => {
  const server = await aModelServer(t);
  const response = await postJson(`${server.url}/openai/deployments/m/chat/completions`, body);
  const [first, second] = eventsOf(await response.text()).map((event) => parseJsonObject(event));
  assert.deepEqual([first?.['id'], first?.['choices']], ['', []]);
  assert.ok(Array.isArray(first?.['prompt_filter_results']));
  assert.ok(!('usage' in (first ?? {})));
  assert.match(JSON.stringify(second), /"role":"assistant".*"content_filter_results":\{\}/);
});

test('an OpenAI stream has no filter results and ends with [DONE]', async (t) => {
  const server = await aModelServer(t);
  const text = await (await postJson(`${server.url}/v1/chat/completions`, body)).text();
  assert.ok(!text.includes('filter'));
  assert.equal(eventsOf(text).at(-1), '[DONE]');
});

test('the flavour can be set against the path', async (t) => {
  const server = await aModelServer(t, { flavour: 'azure' });
  const text = await (await postJson(`${server.url}/v1/chat/completions`, body)).text();
  assert.ok(text.includes('prompt_filter_results'));
});

test('a body that is not a JSON object is a 400', async (t) => {
  const server = await aModelServer(t);
  const response = await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body: 'hello' });
  assert.equal(response.status, 400);
  assert.match(await response.text(), /invalid_request_error/);
});
