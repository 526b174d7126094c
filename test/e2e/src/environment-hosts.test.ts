import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';

import { aModelServer } from '@laneway/model-server';

import { runLaneway } from './harness/laneway-command.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

const target = '/openai/deployments/gpt-4-turbo/chat/completions?api-version=2024-02-15';
const headers = [
  'api-key',
  'the-clients-key',
  'Content-Type',
  'application/json',
  'X-My-Header',
  'a key = value; again',
];
// Spaces, line ends and escapes that no serializer would write.
const body = Buffer.from(
  '{ "messages":[ {"role" : "user","content":"caf\\u00e9 – 日本"} ],\r\n\t"stream":true, "stream_options":{"include_usage":true}, "max_tokens":7.0e0 }\n',
);

test('one variable with a host is a gateway that forwards path, query, key and body unchanged', async (t) => {
  const backend = await aModelServer(t, { requireKey: 'the-clients-key' });
  const gateway = await serve(t, { env: { Host1: `host=${backend.url};mode=direct;processor=OpenAI` } });
  const { status, received } = await post(`${gateway.proxyUrl}${target}`);
  const [entry] = backend.ledger;
  assert.equal(status, 200);
  assert.deepEqual([entry?.method, entry?.target], ['POST', target]);
  assert.deepEqual(entry?.body, body);
  assert.deepEqual(pairs(entry?.rawHeaders ?? []).filter(isOurs), pairs(headers));
  assert.equal(createHash('sha256').update(received).digest('hex'), (await backend.ended(1)).sentSha256);
  assert.deepEqual(backend.probes, []);
});

test('the tokens of a streamed answer are in the log', async (t) => {
  const backend = await aModelServer(t);
  const gateway = await serve(t, { env: { Host1: `host=${backend.url};mode=direct;processor=OpenAI` } });
  await post(`${gateway.proxyUrl}${target}`);
  const { usage } = await backend.ended(1);
  const line = await gateway.logged(({ outcome }) => outcome === 'served');
  assert.ok((usage?.promptTokens ?? 0) > 0);
  assert.equal(line['prompt_tokens'], usage?.promptTokens);
  assert.equal(line['completion_tokens'], 7);
  assert.equal(line['tokens_exact'], true);
});

test('init prints the variables as the laneway.yaml that means the same', async (t) => {
  const backend = await aModelServer(t, { requireKey: 'the-clients-key' });
  const env = {
    Host1: `host=${backend.url};mode=direct;processor=OpenAI`,
    PriorityKeys: '1,2',
    PriorityValues: '1,3',
  };
  const folder = temporaryFolder(t);
  const { code, stdout } = await runLaneway(t, ['init', '--from', 'env'], { cwd: folder, env });
  assert.equal(code, 0);
  const gateway = await serve(t, { files: { 'laneway.yaml': stdout } });
  const { status } = await post(`${gateway.proxyUrl}${target}`);
  assert.equal(status, 200);
  assert.equal(backend.ledger[0]?.target, target);
  const { lanes } = await gateway.state();
  assert.deepEqual(
    lanes.map(({ name }) => name),
    ['p1', 'p2', 'p3'],
  );
});

/** Posts with header lines spelt as given, which `fetch` would not do. */
async function post(url: string): Promise<{ status: number | undefined; received: Buffer }> {
  const { host } = new URL(url);
  const lines = ['Host', host, ...headers, 'Content-Length', String(body.length)];
  const call = request(url, { method: 'POST', headers: lines, agent: false });
  call.end(body);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return { status: response.statusCode, received: await buffer(response) };
}

function pairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as [string, string]] : [],
  );
}

function isOurs([name]: [name: string, value: string]): boolean {
  return headers.includes(name);
}
