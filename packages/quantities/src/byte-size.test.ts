import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assert as check, integer, property } from 'fast-check';

import { formatByteSize, parseByteSize } from './byte-size.ts';

test('a size is a number and a unit, in any case, or bytes', () => {
  const written = { '64KiB': 65_536, '64kb': 64_000, '1.5MiB': 1_572_864, '2GB': 2e9, '7B': 7, '512': 512 };
  for (const [text, value] of Object.entries(written)) assert.deepEqual(parseByteSize(text), { value }, text);
  assert.deepEqual(parseByteSize(512), { value: 512 });
});

test('a formatted size is parsed as the same size', () => {
  check(
    property(integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
      assert.deepEqual(parseByteSize(formatByteSize(bytes)), { value: bytes });
    }),
  );
});

test('each mistake in a size has its own message', () => {
  const wrong = new Map<unknown, string>([
    ['big', 'This is not a size.'],
    ['1XB', 'This is not a unit of size.'],
    ['-1KB', 'A size must not be negative.'],
    ['1.5B', 'A size must be a whole number of bytes.'],
    ['1e400', 'This is not a size.'],
    [Infinity, 'This is not a size.'],
    [Number.NaN, 'This is not a size.'],
    ['9999999999GB', 'A size must be at most 2^53 - 1 bytes.'],
    [undefined, 'Expected a size.'],
  ]);
  for (const [written, problem] of wrong) {
    const quantity = parseByteSize(written);
    assert.equal('problem' in quantity && quantity.problem, problem, String(written));
  }
});
