import assert from 'node:assert/strict';
import test from 'node:test';

import { isNestedDeeper } from './is-nested-deeper.ts';

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

test('lists and objects count, wherever they are', () => {
  assert(!isNestedDeeper(nested(3), 3));
  assert(isNestedDeeper(nested(4), 3));
  assert(isNestedDeeper(`{"a":1,"b":${nested(3)}}`, 3));
  assert(!isNestedDeeper(`[${[nested(2), nested(2), nested(2)].join(',')}]`, 3));
});

test('brackets in strings do not count', () => {
  assert(!isNestedDeeper(JSON.stringify({ a: nested(9), b: `"${nested(9)}\\` }), 1));
  assert(!isNestedDeeper(JSON.stringify([{ a: '\\"' }, nested(9), [[]]]), 3));
  assert(isNestedDeeper(JSON.stringify(['\\', [[]]]), 2));
});
