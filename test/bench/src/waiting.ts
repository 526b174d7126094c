import { performance } from 'node:perf_hooks';

import type { EngineUnderTest, RecordingClient } from '@laneway/core/testing';
import { aQueueConfig, startEngine } from '@laneway/core/testing';

// Run with --expose-gc: memory is measured after a collection.
const few = 100;
const many = 100_000;
const turns = 2_000;

const small = await crowd(few);
const before = memory();
const large = await crowd(many);
const bytesEach = (memory() - before) / many;
const costs = [small, large].map(({ engine }) => {
  turnUs(engine);
  return Math.min(...Array.from({ length: 5 }, () => turnUs(engine)));
});
const [fewUs = NaN, manyUs = NaN] = costs;
// The first clients have been served, so others are cancelled; the first crowd is the warm-up.
cancelUs((await crowd(many / 10)).clients);
const fewCancelUs = cancelUs((await crowd(few)).clients);
const manyCancelUs = cancelUs((await crowd(many)).clients);
console.table({
  'enqueue and dispatch, us': { [few]: fewUs, [many]: manyUs, ratio: manyUs / fewUs },
  'cancel, us': { [few]: fewCancelUs, [many]: manyCancelUs, ratio: manyCancelUs / fewCancelUs },
});
console.log(`${Math.round(bytesEach)} bytes a waiting request, its client's included`);

async function crowd(waiting: number) {
  const queue = aQueueConfig({ capacity: many + turns });
  const engine = await startEngine({ decisions: 0, config: { queue } });
  engine.send();
  const clients = Array.from({ length: waiting }, () => engine.send());
  return { engine, clients };
}

/** Time to add one request and serve one, so that the number of waiting requests stays the same. Microseconds. */
function turnUs({ send, backend }: EngineUnderTest): number {
  const startedMs = performance.now();
  for (let turn = 0; turn < turns; turn += 1) {
    send();
    backend.last().answer();
  }
  return ((performance.now() - startedMs) * 1_000) / turns;
}

/** Time to cancel the newer half. Microseconds each. */
function cancelUs(clients: readonly RecordingClient[]): number {
  const leaving = clients.slice(clients.length / 2);
  const startedMs = performance.now();
  for (const client of leaving) client.cancel();
  return ((performance.now() - startedMs) * 1_000) / leaving.length;
}

function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
