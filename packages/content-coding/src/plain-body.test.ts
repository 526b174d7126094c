import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { isPlain, plainBody } from './plain-body.ts';

const compressors = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

test('a body of any known coding becomes what it was before', () => {
  for (const [encoding, compress] of Object.entries(compressors)) {
    assert.equal(isPlain(encoding), false, encoding);
    assert.equal(plainBody(compress('{"ünicode":1}'), encoding)?.toString(), '{"ünicode":1}', encoding);
  }
});

test('a body without a coding is what it is, and is not copied', () => {
  const body = new TextEncoder().encode('[plain]').subarray(1, 6);
  for (const encoding of ['identity', '']) {
    assert.equal(isPlain(encoding), true);
    const plain = plainBody(body, encoding);
    assert.equal(plain?.toString(), 'plain');
    assert.equal(plain.buffer, body.buffer);
  }
});

test('4 MiB of content can be read, and not a byte more', () => {
  for (const [encoding, compress] of Object.entries(compressors)) {
    const largest = Buffer.alloc(4 * 1024 * 1024);
    assert.equal(plainBody(compress(largest), encoding)?.length, largest.length, encoding);
    assert.equal(plainBody(compress(Buffer.concat([largest, Buffer.of(0)])), encoding), undefined, encoding);
  }
});

test('a body that is broken, cut off or of an unknown coding can not be read', () => {
  for (const [encoding, compress] of Object.entries(compressors)) {
    assert.equal(plainBody(Buffer.from('not compressed'), encoding), undefined, encoding);
    assert.equal(plainBody(compress('whole').subarray(0, -3), encoding), undefined, encoding);
  }
  for (const encoding of ['compress', 'gzip, br', 'constructor']) {
    assert.equal(plainBody(gzipSync('content'), encoding), undefined, encoding);
  }
});
