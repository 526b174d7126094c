import assert from 'node:assert/strict';
import { test } from 'node:test';

import { idsIn } from './ids-in.ts';

const members = new Set(['file_id', 'file_ids', 'container']);

test('an id is a text, the texts of a list, or the id of an object', () => {
  const body = {
    file_id: 'a',
    tools: [{ container: { id: 'b', expires_at: 1 } }, { container: 'c', file_ids: ['d', ['e']] }],
    messages: [{ content: [{ source: { file_id: 'f' } }] }],
  };
  assert.deepEqual(idsIn(body, members), ['a', 'b', 'c', 'd', 'e', 'f']);
});

test('other members, and values that can not be ids, are passed over', () => {
  const body = {
    id: 'x',
    files: ['x'],
    file_id: 7,
    file_ids: [null, {}],
    container: { id: 7, type: 'auto' },
  };
  assert.deepEqual(idsIn(body, members), []);
});

test('a body that is not an object holds no ids', () => {
  for (const json of [undefined, null, 'file_id', 7, true, [], ['file_id']])
    assert.deepEqual(idsIn(json, members), []);
});

test('nine levels are searched, and no deeper one', () => {
  const nested = (levels: number): unknown => (levels === 1 ? { file_id: 'deep' } : [nested(levels - 1)]);
  assert.deepEqual(idsIn(nested(9), members), ['deep']);
  assert.deepEqual(idsIn(nested(10), members), []);
});

test('a list that is nested 100,000 levels deep is left alone', () => {
  const json: unknown = JSON.parse(`{"file_ids":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  assert.deepEqual(idsIn(json, members), []);
});
