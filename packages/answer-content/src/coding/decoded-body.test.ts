import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { contentCoding, isPlain } from './content-coding.ts';
import { decodedBody, decodedStart } from './decoded-body.ts';

const compressors = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

test('the content coding is that of the header, in lower case and without spaces', () => {
  assert.equal(contentCoding(['Content-Encoding', ' GZip ']), 'gzip');
  assert.equal(contentCoding(['content-type', 'text/plain']), 'identity');
});

test('a body of any known coding becomes what it was before', () => {
  for (const [coding, compress] of Object.entries(compressors)) {
    assert.equal(isPlain(coding), false, coding);
    assert.equal(decodedBody(compress('{"ünicode":1}'), coding)?.toString(), '{"ünicode":1}', coding);
  }
});

test('a body without a coding is returned as it is and not copied', () => {
  const body = new TextEncoder().encode('[plain]').subarray(1, 6);
  for (const coding of ['identity', '']) {
    assert.equal(isPlain(coding), true);
    const plain = decodedBody(body, coding);
    assert.equal(plain?.toString(), 'plain');
    assert.equal(plain.buffer, body.buffer);
  }
});

test('a body is decoded up to 4 MiB of content', () => {
  for (const [coding, compress] of Object.entries(compressors)) {
    const largest = Buffer.alloc(4 * 1024 * 1024);
    assert.equal(decodedBody(compress(largest), coding)?.length, largest.length, coding);
    assert.equal(decodedBody(compress(Buffer.concat([largest, Buffer.of(0)])), coding), undefined, coding);
  }
});

test('a whole body that is corrupt, cut short or of an unknown coding can not be decoded', () => {
  for (const [coding, compress] of Object.entries(compressors)) {
    assert.equal(decodedBody(Buffer.from('not compressed'), coding), undefined, coding);
    assert.equal(decodedBody(compress('whole').subarray(0, -3), coding), undefined, coding);
  }
  for (const coding of ['compress', 'gzip, br', 'constructor']) {
    assert.equal(decodedBody(gzipSync('content'), coding), undefined, coding);
  }
});

test('the start of a body is decoded as far as it has arrived, up to 1 MiB of content', () => {
  const text = Array.from({ length: 60_000 }, (_, index) => `line ${index}`).join('\n');
  for (const [coding, compress] of Object.entries(compressors)) {
    const packed = compress(text);
    const start = decodedStart(packed.subarray(0, packed.length / 2), coding)?.toString() ?? '';
    assert.ok(start.length > 1_000 && text.startsWith(start), coding);
    assert.equal(decodedStart(compress(Buffer.alloc(1024 * 1024 + 1)), coding), undefined, coding);
    assert.equal(decodedStart(Buffer.from('not compressed'), coding), undefined, coding);
  }
});

test('the start of a body of an unknown coding is returned as it is', () => {
  for (const coding of ['identity', 'utf-8'])
    assert.equal(decodedStart(Buffer.from('{}'), coding)?.toString(), '{}');
});
