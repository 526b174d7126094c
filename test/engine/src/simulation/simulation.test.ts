import assert from 'node:assert/strict';
import { test } from 'node:test';

import { simulate } from './simulation.ts';

const seedsEach = 500;

for (let first = 1; first < 2_000; first += seedsEach) {
  test(`no promise is broken in the simulations of seeds ${first} to ${first + seedsEach - 1}`, async () => {
    for (let seed = first; seed < first + seedsEach; seed += 1) await unbroken(seed);
  });
}

test('a seed always tells the same story', async () => {
  assert.deepEqual(await story(7), await story(7));
});

async function unbroken(seed: number): Promise<void> {
  try {
    await simulate(seed);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\nReplay: cd test/engine && SEED=${seed} npm run simulate`, { cause: error });
  }
}

async function story(seed: number): Promise<readonly string[]> {
  const lines: string[] = [];
  await simulate(seed, { note: (atMs, line) => lines.push(`${atMs} ${line}`) });
  assert.ok(lines.length > 0);
  return lines;
}
