import {
  aLaneConfig,
  anEndpointConfig,
  aQueueConfig,
  knownProfiles,
  namedByHeader,
} from '@laneway/core/testing';

import type { Figures } from './figures.ts';
import { jainIndex, quantile, sum, waitMs } from './figures.ts';
import type { Call } from './scenario-run.ts';
import { ScenarioRun } from './scenario-run.ts';
import { SeededRandom } from '../seeded-random.ts';

const slots = 10;
const lane = 'default';
const backgroundCallers = 12;
const others = 9;
const floodAtMs = 5_000;
const roundMs = 15_000;
const durationMs = 60_000;
/** Repetitions, because a percentile of nine waits would mean little. */
const rounds = 20;

/** One caller sends 500 requests at once, and nine others one request each right after. How long do the nine wait, with and without the 500? */
export async function flood(seed = 1): Promise<Figures> {
  return {
    'no flood': await waitsOfNine(seed, 0),
    flood: await waitsOfNine(seed, 500),
    'ten equal callers': await tenEqual(seed),
  };
}

async function waitsOfNine(seed: number, floodSize: number): Promise<Record<string, number>> {
  const waits: number[] = [];
  let idle = 0;
  for (let round = 0; round < rounds; round += 1) {
    const run = await runRound(100 * (seed * rounds + round), floodSize);
    waits.push(...run.calls.filter(({ caller = '' }) => caller.startsWith('other')).map(waitMs));
    idle += run.idleMoments;
  }
  return {
    'waits measured': waits.length,
    'wait median ms': Math.round(quantile(waits, 0.5)),
    'wait p95 ms': Math.round(quantile(waits, 0.95)),
    'wait max ms': Math.round(quantile(waits, 1)),
    'idle moments': idle,
  };
}

async function runRound(seed: number, floodSize: number): Promise<ScenarioRun> {
  const run = await oneLane();
  for (let index = 0; index < backgroundCallers; index += 1) {
    run.backlog(3, roundMs, callsOf(`background-${index}`, seed + index));
  }
  const floodCall = callsOf('flooder', seed + backgroundCallers);
  run.at(floodAtMs, () => {
    for (let sent = 0; sent < floodSize; sent += 1) run.send(floodCall());
  });
  for (let index = 0; index < others; index += 1) {
    const otherCall = callsOf(`other-${index}`, seed + 50 + index);
    run.at(floodAtMs + 100 + 50 * index, () => run.send(otherCall()));
  }
  run.advanceTo(roundMs);
  return run;
}

/** Each caller has its own random numbers, so that it sends the same requests with and without the flood. */
function callsOf(caller: string, seed: number): () => Call {
  const random = new SeededRandom(seed);
  return () => ({
    lane,
    caller,
    serviceMs: random.between(500, 1_500),
    tokens: Math.round(random.between(100, 500)),
  });
}

async function tenEqual(seed: number): Promise<Record<string, number>> {
  const run = await oneLane();
  const callers = Array.from({ length: 10 }, (_, index) => `caller-${index}`);
  for (const [index, caller] of callers.entries()) {
    const random = new SeededRandom(seed * 1_000 + index);
    // Equal weights, unequal requests: those of the last caller are ten times as large as those of the first.
    const size = 100 * (index + 1);
    run.backlog(20, durationMs, () => ({
      lane,
      caller,
      serviceMs: random.between(500, 1_500),
      tokens: Math.round(random.between(0.5 * size, 1.5 * size)),
    }));
  }
  run.advanceTo(durationMs);
  const tokens = callers.map((caller) =>
    sum(run.calls.map((call) => (call.caller === caller && call.status === 200 ? (call.tokens ?? 0) : 0))),
  );
  return {
    'Jain index of tokens': jainIndex(tokens),
    'least tokens': Math.min(...tokens),
    'most tokens': Math.max(...tokens),
    'idle moments': run.idleMoments,
  };
}

function oneLane(): Promise<ScenarioRun> {
  return ScenarioRun.start({
    config: {
      endpoints: [anEndpointConfig({ slots })],
      lanes: [aLaneConfig({ name: lane })],
      queue: aQueueConfig({ fairness: 'tokens' }),
      profiles: namedByHeader,
    },
    plugins: { profiles: knownProfiles() },
  });
}
