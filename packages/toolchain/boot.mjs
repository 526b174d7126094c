#!/usr/bin/env node
// Runs on any Node >= 18, before anything is installed: plain JavaScript, no dependencies, here and in src/.
import { Refusal } from './src/refusal.mjs';
import { prepare } from './src/prepare.mjs';
import { verbs } from './src/verbs.mjs';

const [verb, ...argv] = process.argv.slice(2);

try {
  process.exitCode = await boot();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}

async function boot() {
  const run = verbs.get(verb);
  if (run === undefined)
    throw new Refusal(`Unknown verb '${verb ?? ''}'. Known: ${[...verbs.keys()].join(', ')}.`);
  return run(await prepare(), argv);
}
