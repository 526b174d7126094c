import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { ReleaseHeap } from './release-heap.ts';

test('release heap: gives the times back in order, whatever order they came in', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (times) => {
      const heap = new ReleaseHeap();
      for (const atMs of times) heap.add(atMs);
      const seen: number[] = [];
      while (heap.firstMs !== Infinity) {
        seen.push(heap.firstMs);
        heap.removeFirst();
      }
      assert.deepEqual(
        seen,
        times.toSorted((a, b) => a - b),
      );
    }),
  );
});
