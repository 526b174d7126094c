import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { contentStage } from './content-stage.ts';

const codings = {
  identity: (body: string) => Buffer.from(body),
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};
const text = Array.from({ length: 5_000 }, (_, index) => `line ${index}`).join('\n');

/** A stage, and the content that its reader was shown until its end. */
function reading(coding: string) {
  const content: string[] = [];
  let ends = 0;
  const stage = contentStage(coding, {
    push: (chunk) => void content.push(Buffer.from(chunk).toString()),
    end: () => void (ends += 1),
  });
  const push = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; at += 100) {
      const lent = Buffer.from(bytes.subarray(at, at + 100));
      stage?.onChunk?.(lent);
      // The chunk is the client's as soon as it was shown.
      lent.fill(0);
    }
  };
  return { stage, push, seen: () => ({ text: content.join(''), ends }) };
}

for (const [coding, compress] of Object.entries(codings)) {
  test(`a reader sees the content of a ${coding} answer, whatever its chunks are`, async () => {
    const { stage, push, seen } = reading(coding);
    push(compress(text));
    await stage?.onEnd?.();
    assert.deepEqual(seen(), { text, ends: 1 });
  });
}

test('an answer that is corrupt or cut short has no end', async () => {
  for (const bytes of [Buffer.from('not compressed'), gzipSync(text).subarray(0, -10)]) {
    const { stage, push, seen } = reading('gzip');
    push(bytes);
    await stage?.onEnd?.();
    assert.equal(seen().ends, 0);
  }
});

test('an answer that is cancelled has no end, and is not decoded further', async () => {
  const { stage, push, seen } = reading('gzip');
  push(gzipSync(text).subarray(0, 200));
  await stage?.onCancel?.();
  push(gzipSync(text));
  await new Promise(setImmediate);
  assert.deepEqual(seen(), { text: '', ends: 0 });
});

test('there is no stage for an unknown coding', () => {
  for (const coding of ['compress', 'gzip, br'])
    assert.equal(contentStage(coding, { push() {}, end() {} }), undefined);
});
