import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { CostEstimator, maxTokensOf } from './estimate-cost.ts';

function taught(...completionTokens: number[]): CostEstimator {
  const estimator = new CostEstimator();
  for (const tokens of completionTokens) estimator.learn(tokens);
  return estimator;
}

describe('CostEstimator', () => {
  test('counts the prompt as it is guessed', () => {
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

  test('learns nothing from what is no number of tokens', () => {
    const expected = new CostEstimator().estimate(100, undefined);
    assert.equal(taught(Number.NaN, Infinity, -5).estimate(100, undefined), expected);
  });
});

describe('maxTokensOf', () => {
  test('reads any of the names that the APIs have for it', () => {
    for (const name of ['max_tokens', 'max_completion_tokens', 'max_output_tokens']) {
      assert.equal(maxTokensOf({ [name]: 77 }), 77);
    }
  });

  test('overlooks what is no number', () => {
    assert.equal(maxTokensOf({ max_tokens: null, max_completion_tokens: '9', max_output_tokens: 8 }), 8);
  });

  test('is undefined where nothing is said', () => {
    for (const json of [undefined, null, 'x', 7, [], {}, { max_tokens: -1 }])
      assert.equal(maxTokensOf(json), undefined);
  });
});
