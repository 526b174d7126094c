import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aHead, aPluginHost, aRequest, aTarget } from '@laneway/testkit';
import type { ResponseHead, Usage } from '@laneway/contracts';

import plugin from './index.ts';

const header = 'TOKENPROCESSOR';
const body = Buffer.from('{"usage":{"prompt_tokens":3,"completion_tokens":2}}');

/** What is reported for an answer with this head, with the option `header`. */
async function reportsOf(head: Partial<ResponseHead>): Promise<Usage[]> {
  const reports: Usage[] = [];
  const processor = await plugin.create({ header }, aPluginHost());
  const opening = {
    request: aRequest(),
    head: aHead(head),
    endpoint: aTarget(),
    report: (usage: Usage) => reports.push(usage),
  };
  const stage = processor.open(opening);
  stage?.onChunk?.(body);
  await stage?.onEnd?.();
  return reports;
}

const json = ['content-type', 'application/json'];

for (const name of [
  'OpenAI',
  'openai',
  'AllUsage',
  'AllUsage-2',
  'MultiLineAllUsage',
  'OpenAIProcessor',
  'MultiLineAllUsageParser',
]) {
  test(`an answer that names ${name} in the header is read`, async () => {
    const [report] = await reportsOf({ headers: [...json, 'TokenProcessor', name] });
    assert.deepEqual([report?.promptTokens, report?.completionTokens], [3, 2]);
  });
}

for (const name of ['DefaultStream', 'Inline', 'DefaultStreamProcessor', 'Unknown', 'Processor', '']) {
  test(`an answer that names ${name === '' ? 'nothing' : name} in the header is ignored`, async () => {
    assert.deepEqual(await reportsOf({ headers: [...json, header, name] }), []);
  });
}

test('an answer without the header or with another status than 200 is ignored', async () => {
  assert.deepEqual(await reportsOf({ headers: json }), []);
  assert.deepEqual(await reportsOf({ status: 201, headers: [...json, header, 'OpenAI'] }), []);
});

test('an invalid header name is rejected', async () => {
  const { issues } = await plugin.options['~standard'].validate({ header: 'token processor' });
  assert.equal(issues?.length, 1);
});
