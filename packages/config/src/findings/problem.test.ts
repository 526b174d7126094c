import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Problem } from './problem.ts';
import { formatProblems } from './problem.ts';

const place: Problem = {
  file: 'laneway.yaml',
  line: 12,
  column: 7,
  path: 'endpoints.east-ptu.slost',
  message: 'Unknown key.',
};

test('a problem is one line: place, path, message, suggestion', () => {
  const allowed = ['slots', 'url'];
  assert.equal(
    formatProblems([{ ...place, allowed, suggestion: 'slots' }]),
    'laneway.yaml:12:7  endpoints.east-ptu.slost  Unknown key; did you mean "slots"?',
  );
});

test('a problem without a suggestion lists the allowed values', () => {
  assert.match(
    formatProblems([{ ...place, allowed: ['slots', 'url'] }]),
    /Unknown key; allowed: slots, url\.$/,
  );
});

test('a problem with a value shows it, the allowed values and the suggestion', () => {
  const problem = {
    ...place,
    message: 'There is no such lane.',
    value: '"glod"',
    allowed: ['gold'],
    suggestion: 'gold',
  };
  assert.match(
    formatProblems([problem]),
    /There is no such lane; got "glod"; allowed: gold; did you mean "gold"\?$/,
  );
});

test('a problem of the environment names its variable', () => {
  const problem = {
    file: 'environment',
    line: undefined,
    column: undefined,
    path: 'Host2',
    message: 'This is not a URL.',
  };
  assert.equal(formatProblems([problem]), 'environment  Host2  This is not a URL.');
});
