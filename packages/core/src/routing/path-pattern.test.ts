import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import * as fc from 'fast-check';

import { compilePathPattern } from './path-pattern.ts';

describe('a path pattern', () => {
  test('without a star matches exactly that path', () => {
    const matches = compilePathPattern('/v1/models');
    assert.equal(matches('/v1/models'), true);
    assert.equal(matches('/v1/models/'), false);
    assert.equal(matches('/v1/Models'), false);
  });

  test('has stars that match any characters, including slashes', () => {
    const matches = compilePathPattern('/openai/deployments/*/chat/completions');
    assert.equal(matches('/openai/deployments/gpt-4o/chat/completions'), true);
    assert.equal(matches('/openai/deployments/a/b/chat/completions'), true);
    assert.equal(matches('/openai/deployments/gpt-4o/chat/completions/x'), false);
    assert.equal(matches('/openai/deployments/gpt-4o/embeddings'), false);
  });

  test('has stars that match the empty string', () => {
    assert.equal(compilePathPattern('/v1/*')('/v1/'), true);
    assert.equal(compilePathPattern('*')(''), true);
  });

  test('matches each character of the path only once', () => {
    assert.equal(compilePathPattern('/a*/a')('/a'), false);
    assert.equal(compilePathPattern('/ab*ba/')('/aba/'), false);
    assert.equal(compilePathPattern('*aa*aa*')('aaa'), false);
  });

  test('matches every other character literally', () => {
    const matches = compilePathPattern('/a.b+(c)[d]?*');
    assert.equal(matches('/a.b+(c)[d]?x'), true);
    assert.equal(matches('/aXb+(c)[d]?x'), false);
  });

  test('matches what the equivalent regular expression matches', () => {
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
