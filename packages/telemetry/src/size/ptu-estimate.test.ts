import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import type { ModelDemand, StepTokens } from './ptu-estimate.ts';
import { ptuEstimate } from './ptu-estimate.ts';
import { ptuModels } from './ptu-models.ts';

function aDemand(overrides: Partial<ModelDemand> = {}): ModelDemand {
  return {
    model: 'gpt-4o',
    servedAs: undefined,
    steps: [],
    stepMs: 60_000,
    coveredMs: 3_600_000,
    ...overrides,
  };
}

test('the busiest minute decides: prompt tokens that were not cached, and weighted completion tokens', () => {
  // 100,000 - 20,000 + 4 * 30,000 = 200,000 tokens; at 2,500 per PTU, 80 PTUs.
  const steps = [
    { prompt: 1_000, cached: 0, completion: 1_000 },
    { prompt: 100_000, cached: 20_000, completion: 30_000 },
  ];
  const [size] = ptuEstimate([aDemand({ steps })]).models;
  assert.equal(size?.peakTpm, 200_000);
  assert.equal(size?.peakPtus, 80);
  assert.equal(size?.ptus, 80);
});

test('the mean includes idle minutes', () => {
  const [size] = ptuEstimate([aDemand({ steps: [{ prompt: 150_000, cached: 0, completion: 0 }] })]).models;
  assert.equal(size?.meanTpm, 2_500);
  assert.equal(size?.meanPtus, 1);
});

test('deployments have a minimum and grow in steps', () => {
  const sizeOf = (prompt: number, model = 'gpt-4o') =>
    ptuEstimate([aDemand({ model, steps: [{ prompt, cached: 0, completion: 0 }] })]).ptus;
  assert.equal(sizeOf(1), 15);
  assert.equal(sizeOf(15 * 2_500), 15);
  assert.equal(sizeOf(15 * 2_500 + 1), 20);
  assert.equal(sizeOf(1, 'DeepSeek-R1'), 100);
  assert.equal(sizeOf(101 * 4_000, 'DeepSeek-R1'), 200);
});

test('each model has a deployment of its own', () => {
  const steps = [{ prompt: 1, cached: 0, completion: 0 }];
  assert.equal(ptuEstimate([aDemand({ steps }), aDemand({ model: 'o3', steps })]).ptus, 30);
});

test('no traffic needs no PTUs', () => {
  assert.equal(ptuEstimate([aDemand()]).ptus, 0);
  assert.equal(ptuEstimate([]).ptus, 0);
});

test('a dated version is its model, and a mini is not its bigger sibling', () => {
  const sizedAs = (model: string, servedAs?: string) =>
    ptuEstimate([aDemand({ model, servedAs })]).models[0]?.sizedAs;
  assert.equal(sizedAs('gpt-4o-2024-11-20'), 'gpt-4o');
  assert.equal(sizedAs('gpt-4o-mini-2024-07-18'), 'gpt-4o-mini');
  assert.equal(sizedAs('gpt-4.1-nano'), 'gpt-4.1-nano');
  assert.equal(sizedAs('east-1', 'gpt-5-mini-2025-08-07'), 'gpt-5-mini');
  assert.equal(sizedAs('gpt-4o', 'gpt-4.1-2025-04-14'), 'gpt-4.1');
});

test('an unknown model is sized as the one that the assumptions name', () => {
  const { models, assumptions } = ptuEstimate([
    aDemand({ model: 'in-house', steps: [{ prompt: 30_000, cached: 0, completion: 0 }] }),
  ]);
  assert.equal(models[0]?.sizedAs, 'gpt-4.1');
  assert.equal(models[0]?.peakPtus, 10);
  assert.ok(assumptions.some((sentence) => sentence.includes('gpt-4.1')));
});

test('figures of the caller are added and override the public ones', () => {
  const steps = [{ prompt: 1_000, cached: 0, completion: 500 }];
  const models = { 'in-house': { inputTpmPerPtu: 100, outputWeight: 2, minimum: 1, increment: 1 } };
  const estimate = ptuEstimate([aDemand({ model: 'in-house', steps })], models);
  assert.equal(estimate.ptus, 20);
});

test('steps shorter than a minute count as a rate per minute', () => {
  const steps = [{ prompt: 2_500, cached: 0, completion: 0 }];
  assert.equal(ptuEstimate([aDemand({ steps, stepMs: 10_000 })]).models[0]?.peakPtus, 6);
});

const amount = fc.integer({ min: 0, max: 10_000_000 });
const someSteps: fc.Arbitrary<StepTokens[]> = fc.array(
  fc
    .record({ prompt: amount, cached: amount, completion: amount })
    .map((step) => ({ ...step, cached: Math.min(step.cached, step.prompt) })),
  { maxLength: 50 },
);

test('a second computation in another way gives the same estimates', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.entries(ptuModels)), someSteps, ([model, figures], steps) => {
      const [size] = ptuEstimate([aDemand({ model, steps })]).models;
      const weights = steps.map((step) => step.prompt + step.completion * figures.outputWeight - step.cached);
      const busiest = weights.toSorted((a, b) => b - a)[0] ?? 0;
      const [least, by] = 'minimum' in figures ? [figures.minimum, figures.increment] : [15, 5];
      let deployed = 0;
      if (busiest > 0) for (deployed = least; deployed * figures.inputTpmPerPtu < busiest;) deployed += by;
      assert.equal(size?.peakTpm, busiest);
      assert.equal(size?.ptus, deployed);
    }),
  );
});
