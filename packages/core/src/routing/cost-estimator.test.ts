import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { CostEstimator } from './cost-estimator.ts';

function taught(...completionTokens: number[]): CostEstimator {
  const estimator = new CostEstimator();
  for (const tokens of completionTokens) estimator.learn(tokens);
  return estimator;
}

describe('CostEstimator', () => {
  test('counts the prompt as it was estimated', () => {
    assert.equal(new CostEstimator().estimate(1000, 0), 1000);
  });

  test('expects answers to be as long as they have been lately', () => {
    const estimator = taught(...Array.from({ length: 100 }, () => 2000));
    assert.ok(Math.abs(estimator.estimate(0, undefined) - 2000) < 5);
  });

  test('expects no more than the caller allows', () => {
    const estimator = taught(...Array.from({ length: 100 }, () => 2000));
    assert.equal(estimator.estimate(100, 50), 150);
  });

  test('costs at least one token', () => {
    assert.equal(new CostEstimator().estimate(0, 0), 1);
  });

  test('ignores token counts that are not numbers', () => {
    const expected = new CostEstimator().estimate(100, undefined);
    assert.equal(taught(Number.NaN, Infinity, -5).estimate(100, undefined), expected);
  });
});
