import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Problem } from './problem.ts';
import { formatProblems } from './problem.ts';

const place: Problem = {
  file: 'laneway.yaml',
  line: 12,
  column: 7,
  path: 'endpoints.east-ptu.slost',
  message: 'unknown key',
};

test('a problem is one line: where, what, and what was meant', () => {
  const allowed = ['slots', 'url'];
  assert.equal(
    formatProblems([{ ...place, allowed, suggestion: 'slots' }]),
    'laneway.yaml:12:7  endpoints.east-ptu.slost  unknown key; did you mean "slots"?',
  );
});

test('without a suggestion it says what is allowed', () => {
  assert.match(
    formatProblems([{ ...place, allowed: ['slots', 'url'] }]),
    /unknown key; allowed: slots, url$/,
  );
});

test('a wrong value is shown with what is allowed and what was meant', () => {
  const problem = {
    ...place,
    message: 'no such lane',
    value: '"glod"',
    allowed: ['gold'],
    suggestion: 'gold',
  };
  assert.match(formatProblems([problem]), /no such lane; got "glod"; allowed: gold; did you mean "gold"\?$/);
});

test('a problem of the environment names its variable', () => {
  const problem = {
    file: 'environment',
    line: undefined,
    column: undefined,
    path: 'Host2',
    message: 'not a URL',
  };
  assert.equal(formatProblems([problem]), 'environment  Host2  not a URL');
});
