import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { PlantedBug } from './planted-bugs.ts';
import { plantedBugs } from './planted-bugs.ts';
import { simulate } from './simulation.ts';
import { Violation } from './violation.ts';

/** Seeds that are tried until a bug is found. */
const patience = 400;

for (const bug of plantedBugs) {
  test(`the simulation finds out an engine that ${bug.does}`, async () => {
    const seed = await firstCaughtBy(bug);
    assert.notEqual(seed, undefined, `${patience} seeds went by without "${bug.breaks}" being broken`);
  });
}

async function firstCaughtBy(bug: PlantedBug): Promise<number | undefined> {
  for (let seed = 1; seed <= patience; seed += 1) {
    try {
      await simulate(seed, { tamper: (engine) => bug.plant(engine) });
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      if (error.promise === bug.breaks) return seed;
    }
  }
  return undefined;
}
