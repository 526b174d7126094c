import assert from 'node:assert/strict';
import { test } from 'node:test';

import { array, assert as check, property, string } from 'fast-check';

import { formatPath, parsePath, pathKey } from './config-path.ts';

test('a path reads like the config', () => {
  assert.equal(
    formatPath(['endpoints', 'east-ptu', 'processors', 0, 'use']),
    'endpoints.east-ptu.processors.0.use',
  );
  assert.equal(formatPath(['priority', 'keys', 'a.b"c']), 'priority.keys["a.b\\"c"]');
});

test('a formatted path can be parsed, whatever its keys are', () => {
  check(
    property(array(string({ minLength: 1 }), { minLength: 1 }), (path) => {
      assert.deepEqual(parsePath(formatPath(path)), path);
    }),
  );
});

test('list indexes may be in brackets', () => {
  assert.equal(pathKey(parsePath('lanes[2].name')), pathKey(['lanes', 2, 'name']));
});
