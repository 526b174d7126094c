import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isObject, parsedJson } from './parsed-json.ts';

test('what is not JSON parses to undefined', () => {
  assert.deepEqual(parsedJson('{"a":[1]}'), { a: [1] });
  assert.equal(parsedJson('null'), null);
  for (const text of ['', '{', 'undefined', "{'a':1}"]) assert.equal(parsedJson(text), undefined, text);
});

test('an object is neither null nor an array', () => {
  assert.equal(isObject({}), true);
  for (const value of [null, [], '{}', 1, undefined]) assert.equal(isObject(value), false);
});
