import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { aHead, aRequest, aTarget } from '@laneway/testkit';
import type { ResponseStage, Usage } from '@laneway/contracts';

import { openAiProcessor } from './openai-processor.ts';

const body = { model: 'gpt-4o-batch', usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } };
const line = `${JSON.stringify({ custom_id: 'c', response: { body, status_code: 200 }, error: null })}\n`;

interface Fetch {
  readonly processor?: ReturnType<typeof openAiProcessor>;
  readonly status?: number;
  readonly encoding?: string;
}

/** A fetch of a batch's output file, and what is reported for it. */
function fetching({ processor = openAiProcessor(), status = 200, encoding = 'identity' }: Fetch = {}) {
  const reports: Usage[] = [];
  const stage: ResponseStage | undefined = processor.open({
    request: aRequest({ method: 'GET', path: '/openai/v1/files/file-1/content', body: { kind: 'none' } }),
    head: aHead({
      status,
      headers: ['content-type', 'application/octet-stream', 'Content-Encoding', encoding],
    }),
    endpoint: aTarget(),
    report: (usage) => reports.push(usage),
  });
  return { reports, stage };
}

function* pieces(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

const compressors = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync };

for (const [encoding, compress] of Object.entries(compressors)) {
  test(`a file that is compressed (${encoding}) is read as it passes`, async () => {
    const { reports, stage } = fetching({ encoding });
    for (const piece of pieces(compress(line.repeat(1_000)), 100)) {
      const chunk = Buffer.from(piece);
      stage?.onChunk?.(chunk);
      // The chunk is only lent.
      chunk.fill(0);
    }
    await stage?.onEnd?.();
    assert.deepEqual(
      reports.map(({ promptTokens, completionTokens, separateQuota }) => ({
        promptTokens,
        completionTokens,
        separateQuota,
      })),
      [{ promptTokens: 10_000, completionTokens: 5_000, separateQuota: true }],
    );
  });

  test(`a compressed file (${encoding}) that is corrupt or cut short reports nothing, and is reported when it is fetched again`, async () => {
    const processor = openAiProcessor();
    const whole = compress(line.repeat(1_000));
    for (const bytes of [Buffer.from('not compressed'), whole.subarray(0, -10)]) {
      const { reports, stage } = fetching({ processor, encoding });
      stage?.onChunk?.(bytes);
      await stage?.onEnd?.();
      assert.deepEqual(reports, []);
    }
    const left = fetching({ processor, encoding });
    left.stage?.onChunk?.(whole.subarray(0, 20));
    await left.stage?.onCancel?.();
    const again = fetching({ processor, encoding });
    again.stage?.onChunk?.(whole);
    await again.stage?.onEnd?.();
    assert.equal(again.reports[0]?.promptTokens, 10_000);
  });
}

test('a file of an unknown coding is ignored', () => {
  assert.equal(fetching({ encoding: 'compress' }).stage, undefined);
});

test('a fetch that breaks off reports nothing, and the next complete one reports the sum', async () => {
  const processor = openAiProcessor();
  const left = fetching({ processor });
  left.stage?.onChunk?.(Buffer.from(line.repeat(3)));
  await left.stage?.onCancel?.();
  assert.deepEqual(left.reports, []);
  const whole = fetching({ processor });
  whole.stage?.onChunk?.(Buffer.from(line.repeat(4)));
  await whole.stage?.onEnd?.();
  assert.equal(whole.reports[0]?.promptTokens, 40);
});

test('a part of a file reports nothing: the other parts are unknown', () => {
  const { reports, stage } = fetching({ status: 206 });
  stage?.onChunk?.(Buffer.from(line));
  void stage?.onEnd?.();
  assert.deepEqual(reports, []);
});

test('of two fetches at the same time one reports', async () => {
  const processor = openAiProcessor();
  const fetches = [fetching({ processor }), fetching({ processor })];
  for (const { stage } of fetches) stage?.onChunk?.(Buffer.from(line));
  for (const { stage } of fetches) await stage?.onEnd?.();
  assert.equal(fetches.flatMap(({ reports }) => reports).length, 1);
});

for (const encoding of ['identity', 'gzip']) {
  test(`a file of 200 MB (${encoding}) is read in a fraction of its size`, async () => {
    const padded = `{"custom_id":"${'x'.repeat(9_000)}",${line.slice(1)}`;
    const file = padded.repeat(1_000);
    const part = encoding === 'gzip' ? gzipSync(file) : Buffer.from(file);
    const { reports, stage } = fetching({ encoding });
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (let number = 0; number < 22; number += 1) {
      // Members of a gzip file may follow each other.
      for (const piece of pieces(part, 65_536)) {
        stage?.onChunk?.(piece);
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }
      await new Promise(setImmediate);
    }
    await stage?.onEnd?.();
    assert.equal(reports[0]?.promptTokens, 22 * 10_000);
    assert.ok(most < 100 * 1024 * 1024, `${most} bytes at a time`);
  });
}
