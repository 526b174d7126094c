import { simulate } from './simulation.ts';

// SEED=123 replays one seed and prints its events. SEEDS=5000 runs that many seeds, starting with FROM.
const { SEED, SEEDS = '2000', FROM = '1' } = process.env;

if (SEED === undefined) await sweep(Number(FROM), Number(SEEDS));
else await replay(Number(SEED));

async function replay(seed: number): Promise<void> {
  const { requests, attempts } = await simulate(seed, {
    onEvent: (atMs, line) => console.log(`${String(atMs).padStart(6)} ms  ${line}`),
  });
  console.log(`seed ${seed} breaks no promise: ${requests} requests, ${attempts} attempts`);
}

async function sweep(first: number, count: number): Promise<void> {
  const startedMs = performance.now();
  let failed = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    try {
      await simulate(seed);
    } catch (error) {
      failed += 1;
      console.log(`SEED=${seed}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(`${count} seeds in ${seconds} s; ${failed} break a promise`);
  process.exitCode = failed > 0 ? 1 : 0;
}
