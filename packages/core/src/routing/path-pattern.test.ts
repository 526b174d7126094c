import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import * as fc from 'fast-check';

import { compilePathPattern } from './path-pattern.ts';

describe('a path pattern', () => {
  test('without a star is that path only', () => {
    const matches = compilePathPattern('/v1/models');
    assert.equal(matches('/v1/models'), true);
    assert.equal(matches('/v1/models/'), false);
    assert.equal(matches('/v1/Models'), false);
  });

  test('has stars for any characters', () => {
    const matches = compilePathPattern('/openai/deployments/*/chat/completions');
    assert.equal(matches('/openai/deployments/gpt-4o/chat/completions'), true);
    assert.equal(matches('/openai/deployments/a/b/chat/completions'), true);
    assert.equal(matches('/openai/deployments/gpt-4o/chat/completions/x'), false);
    assert.equal(matches('/openai/deployments/gpt-4o/embeddings'), false);
  });

  test('has stars for nothing too', () => {
    assert.equal(compilePathPattern('/v1/*')('/v1/'), true);
    assert.equal(compilePathPattern('*')(''), true);
  });

  test('does not use a character of the path twice', () => {
    assert.equal(compilePathPattern('/a*/a')('/a'), false);
    assert.equal(compilePathPattern('/ab*ba/')('/aba/'), false);
    assert.equal(compilePathPattern('*aa*aa*')('aaa'), false);
  });

  test('takes every other character for itself', () => {
    const matches = compilePathPattern('/a.b+(c)[d]?*');
    assert.equal(matches('/a.b+(c)[d]?x'), true);
    assert.equal(matches('/aXb+(c)[d]?x'), false);
  });

  test('gives what a regular expression gives', () => {
    const patterns = fc.stringMatching(/^[ab*]{0,8}$/);
    fc.assert(
      fc.property(patterns, fc.stringMatching(/^[ab]{0,10}$/), (pattern, path) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(path);
        assert.equal(compilePathPattern(pattern)(path), expected);
      }),
      { numRuns: 3000 },
    );
  });
});
