import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sumCounts, verdict } from './test-counts.mjs';

test('counts of several runs add up', () => {
  const lines = '{"passed":3,"failed":0}\n{"passed":4,"failed":2}\n';
  assert.deepEqual(sumCounts(lines), { passed: 7, failed: 2 });
});

test('a passing run closes with its counts and status 0', () => {
  assert.deepEqual(verdict({ passed: 7, failed: 0 }, 0), { closingLine: '7 passed, 0 failed', status: 0 });
});

test('a failed test fails the run, also if the runner exits with 0', () => {
  assert.deepEqual(verdict({ passed: 7, failed: 2 }, 0), { closingLine: '7 passed, 2 failed', status: 1 });
});

test('a run that ends badly without a failed test counts as one failure', () => {
  assert.deepEqual(verdict({ passed: 7, failed: 0 }, 2), { closingLine: '7 passed, 1 failed', status: 1 });
});

test('a run without a single test fails', () => {
  assert.deepEqual(verdict({ passed: 0, failed: 0 }, 0), { closingLine: '0 passed, 0 failed', status: 1 });
});
