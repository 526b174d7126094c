import { aLaneConfig, anEndpointConfig, aQueueConfig } from '@laneway/core/testing';

import { knownProfiles, namedByHeader } from '@laneway/core/testing';
import { Chances } from './chances.ts';
import type { Figures } from './figures.ts';
import { jainIndex, quantile, sum, waitMs } from './figures.ts';
import type { Call } from './rehearsal.ts';
import { Rehearsal } from './rehearsal.ts';

const slots = 10;
const lane = 'default';
const backgroundCallers = 12;
const others = 9;
const floodAtMs = 5_000;
const roundMs = 15_000;
const durationMs = 60_000;
/** Repetitions, so that a percentile of nine waits means something. */
const rounds = 20;

/** One caller sends 500 requests at once, and nine others one each right after: what they wait with and without the 500. */
export async function flood(seed = 1): Promise<Figures> {
  return {
    'no flood': await nine(seed, 0),
    flood: await nine(seed, 500),
    'ten equal callers': await tenEqual(seed),
  };
}

async function nine(seed: number, flooded: number): Promise<Record<string, number>> {
  const waits: number[] = [];
  let idle = 0;
  for (let round = 0; round < rounds; round += 1) {
    const rehearsal = await playRound(100 * (seed * rounds + round), flooded);
    waits.push(...rehearsal.passages.filter(({ caller = '' }) => caller.startsWith('other')).map(waitMs));
    idle += rehearsal.idleMoments;
  }
  return {
    'waits measured': waits.length,
    'wait median ms': Math.round(quantile(waits, 0.5)),
    'wait p95 ms': Math.round(quantile(waits, 0.95)),
    'wait max ms': Math.round(quantile(waits, 1)),
    'idle moments': idle,
  };
}

async function playRound(seed: number, flooded: number): Promise<Rehearsal> {
  const rehearsal = await oneLane();
  for (let index = 0; index < backgroundCallers; index += 1) {
    rehearsal.backlog(3, roundMs, callsOf(`background-${index}`, seed + index));
  }
  const floodCall = callsOf('flooder', seed + backgroundCallers);
  rehearsal.at(floodAtMs, () => {
    for (let sent = 0; sent < flooded; sent += 1) rehearsal.send(floodCall());
  });
  for (let index = 0; index < others; index += 1) {
    const otherCall = callsOf(`other-${index}`, seed + 50 + index);
    rehearsal.at(floodAtMs + 100 + 50 * index, () => rehearsal.send(otherCall()));
  }
  rehearsal.run(roundMs);
  return rehearsal;
}

/** Each caller has chances of its own: it sends the same with and without the flood. */
function callsOf(caller: string, seed: number): () => Call {
  const chances = new Chances(seed);
  return () => ({
    lane,
    caller,
    serviceMs: chances.between(500, 1_500),
    tokens: Math.round(chances.between(100, 500)),
  });
}

async function tenEqual(seed: number): Promise<Record<string, number>> {
  const rehearsal = await oneLane();
  const callers = Array.from({ length: 10 }, (_, index) => `caller-${index}`);
  for (const [index, caller] of callers.entries()) {
    const chances = new Chances(seed * 1_000 + index);
    // Equal claims, unequal requests: the last caller's are ten times as large as the first's.
    const size = 100 * (index + 1);
    rehearsal.backlog(20, durationMs, () => ({
      lane,
      caller,
      serviceMs: chances.between(500, 1_500),
      tokens: Math.round(chances.between(0.5 * size, 1.5 * size)),
    }));
  }
  rehearsal.run(durationMs);
  const tokens = callers.map((caller) =>
    sum(
      rehearsal.passages.map((passage) =>
        passage.caller === caller && passage.status === 200 ? (passage.tokens ?? 0) : 0,
      ),
    ),
  );
  return {
    'Jain index of tokens': jainIndex(tokens),
    'least tokens': Math.min(...tokens),
    'most tokens': Math.max(...tokens),
    'idle moments': rehearsal.idleMoments,
  };
}

function oneLane(): Promise<Rehearsal> {
  return Rehearsal.start({
    config: {
      endpoints: [anEndpointConfig({ slots })],
      lanes: [aLaneConfig({ name: lane })],
      queue: aQueueConfig({ fairness: 'tokens' }),
      profiles: namedByHeader,
    },
    plugins: { profiles: knownProfiles() },
  });
}
