import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aHead, aRequest, aTarget } from '@laneway/testkit';
import type { Usage } from '@laneway/contracts';
import fc from 'fast-check';

import { openAiProcessor } from './openai-processor.ts';

const answer = (prompt: number, completion: number) => ({
  model: 'gpt-4o-batch',
  choices: [{ message: { content: 'a "usage" {"usage":{}}\n' } }],
  usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
});

/** A line as Azure writes it, without an id. */
function line(prompt: number, completion: number): string {
  const response = { body: answer(prompt, completion), request_id: 'r', status_code: 200 };
  return JSON.stringify({ custom_id: 'c', response, error: null });
}

const failed =
  '{"custom_id":"c","response":{"body":{"error":{"code":"429"}},"status_code":429},"error":null}';

/** What is reported for a file that arrives in these chunks. */
function reportsOf(
  chunks: readonly Uint8Array[],
  parts: { processor?: ReturnType<typeof openAiProcessor>; path?: string } = {},
) {
  const { processor = openAiProcessor(), path = '/openai/v1/files/file-output-1/content' } = parts;
  const reports: Usage[] = [];
  const stage = processor.open({
    request: aRequest({ method: 'GET', path, body: { kind: 'none' } }),
    head: aHead({ headers: ['content-type', 'application/octet-stream'] }),
    endpoint: aTarget(),
    report: (usage) => reports.push(usage),
  });
  for (const chunk of chunks) stage?.onChunk?.(chunk);
  void stage?.onEnd?.();
  return reports;
}

test('the usage of a batch is the sum of its lines, reported when its output is fetched', () => {
  const file = [line(10, 5), failed, line(20, 7)].join('\n');
  assert.deepEqual(reportsOf([Buffer.from(file)]), [
    {
      promptTokens: 30,
      cachedTokens: 0,
      completionTokens: 12,
      reasoningTokens: 0,
      model: 'gpt-4o-batch',
      separateQuota: true,
    },
  ]);
});

test('it is reported once, however often the file is fetched', () => {
  const processor = openAiProcessor();
  const chunks = [Buffer.from(line(10, 5))];
  assert.equal(reportsOf(chunks, { processor }).length, 1);
  assert.equal(reportsOf(chunks, { processor }).length, 0);
  assert.equal(reportsOf(chunks, { processor, path: '/openai/files/another/content' }).length, 1);
});

test('a file that is not the output of a batch reports nothing', () => {
  for (const file of [
    '',
    '\n\n',
    'not JSON "usage":{',
    '{"custom_id":"c","body":{"usage":{"prompt_tokens":3}}}',
  ])
    assert.deepEqual(reportsOf([Buffer.from(file)]), [], file);
});

test('a line of more than 1 MiB is ignored, and the next one is not', () => {
  const long = `{"response":{"body":{"usage":{"prompt_tokens":1}}},"pad":"${'x'.repeat(1024 * 1024)}"}`;
  const bytes = Buffer.from([line(1, 1), long, line(2, 2)].join('\n'));
  const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
    bytes.subarray(index * 65_536, (index + 1) * 65_536),
  );
  assert.equal(reportsOf(chunks)[0]?.promptTokens, 3);
});

test('the sum is the same wherever the file is cut, and whatever ends its lines', () => {
  const usages = fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000)), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(usages, fc.array(fc.nat(2_000)), fc.constantFrom('\n', '\r\n'), (lines, cuts, lineEnd) => {
      const bytes = Buffer.from(lines.map(([prompt, completion]) => line(prompt, completion)).join(lineEnd));
      const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
      const [report] = reportsOf(edges.slice(1).map((end, index) => bytes.subarray(edges[index], end)));
      assert.equal(
        report?.promptTokens,
        lines.reduce((sum, [prompt]) => sum + prompt, 0),
      );
      assert.equal(
        report?.completionTokens,
        lines.reduce((sum, [, completion]) => sum + completion, 0),
      );
    }),
  );
});
