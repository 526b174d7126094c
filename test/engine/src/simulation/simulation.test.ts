import assert from 'node:assert/strict';
import { test } from 'node:test';

import { simulate } from './simulation.ts';

const seedsEach = 500;

for (let first = 1; first < 2_000; first += seedsEach) {
  test(`the engine keeps its promises in the simulations of seeds ${first} to ${first + seedsEach - 1}`, async () => {
    for (let seed = first; seed < first + seedsEach; seed += 1) await run(seed);
  });
}

test('the same seed always gives the same events', async () => {
  assert.deepEqual(await eventsOf(7), await eventsOf(7));
});

async function run(seed: number): Promise<void> {
  try {
    await simulate(seed);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\nReplay: cd test/engine && SEED=${seed} npm run simulate`, { cause: error });
  }
}

async function eventsOf(seed: number): Promise<readonly string[]> {
  const lines: string[] = [];
  await simulate(seed, { onEvent: (atMs, line) => lines.push(`${atMs} ${line}`) });
  assert.ok(lines.length > 0);
  return lines;
}
