import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { PlantedBug } from './planted-bugs.ts';
import { plantedBugs } from './planted-bugs.ts';
import { simulate } from './simulation.ts';
import { Violation } from './violation.ts';

/** Seeds that are tried until a bug is noticed. */
const maxSeeds = 400;

for (const bug of plantedBugs) {
  test(`the simulation notices an engine that ${bug.does}`, async () => {
    const seed = await firstSeedThatNotices(bug);
    assert.notEqual(seed, undefined, `no violation of "${bug.breaks}" in ${maxSeeds} seeds`);
  });
}

async function firstSeedThatNotices(bug: PlantedBug): Promise<number | undefined> {
  for (let seed = 1; seed <= maxSeeds; seed += 1) {
    try {
      await simulate(seed, { plant: (engine) => bug.plant(engine) });
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      if (error.promise === bug.breaks) return seed;
    }
  }
  return undefined;
}
