import assert from 'node:assert/strict';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { BodyBuffer } from './body-buffer.ts';
import { ByteBudget } from './byte-budget.ts';

const mebibyte = 1024 * 1024;

function aBuffer(limitBytes = 64 * mebibyte, budgetBytes = 64 * mebibyte) {
  const budget = new ByteBudget(budgetBytes);
  return { budget, buffer: new BodyBuffer(limitBytes, budget) };
}

/** `bytes` bytes, cut into chunks whose sizes are taken from `sizes` in turn. */
function chunksOf(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunks.at(-1)?.length ?? 0) {
    const size = sizes[chunks.length % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
  }
  return chunks;
}

for (const sizes of [[1], [1, 4096], [4095, 1], [10_000], [1, 65_536, 3], [5000, 4000, 300, 20, 1]]) {
  test(`a body in chunks of ${sizes.join(', ')} bytes is the same in one piece`, () => {
    const { buffer } = aBuffer();
    const bytes = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));
    for (const chunk of chunksOf(bytes, sizes)) buffer.add(chunk);
    assert.ok(bytes.equals(buffer.take()));
  });
}

test('a body in one chunk is not copied', () => {
  const { buffer } = aBuffer();
  const chunk = Buffer.from('whole');
  buffer.add(chunk);
  assert.equal(buffer.take(), chunk);
});

test('a body in chunks of one byte takes at most four times its bytes', () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const { buffer } = aBuffer();
  const memory = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = memory();
  for (let index = 0; index < 2 * mebibyte; index += 1) buffer.add(Buffer.from([index & 0xff]));
  const taken = memory() - before;
  assert.ok(taken < 8 * mebibyte, `${taken} bytes were taken`);
  assert.equal(buffer.take().length, 2 * mebibyte);
});

test('bytes count against the budget until they are released, also while the body is in use', () => {
  const { budget, buffer } = aBuffer();
  buffer.add(Buffer.alloc(1000));
  buffer.add(Buffer.alloc(10));
  assert.equal(budget.held, 1010);
  buffer.take();
  assert.equal(budget.held, 1010);
  buffer.release();
  buffer.release();
  buffer.add(Buffer.alloc(10));
  assert.equal(budget.held, 0);
});

for (const [fault, limits] of [
  ['too-large', [1000, 64 * mebibyte]],
  ['no-room', [64 * mebibyte, 1000]],
] as const) {
  test(`a body that is ${fault} is dropped at once`, () => {
    const { budget, buffer } = aBuffer(...limits);
    buffer.add(Buffer.alloc(1000));
    assert.equal(buffer.fault, undefined);
    buffer.add(Buffer.alloc(1));
    assert.deepEqual([buffer.fault, budget.held], [fault, 0]);
    buffer.add(Buffer.alloc(1));
    assert.equal(budget.held, 0);
  });
}
