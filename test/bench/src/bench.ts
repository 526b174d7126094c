import { eventsPerStream } from './answers.ts';
import { cpuMsOf } from './cpu-meter.ts';
import { load } from './load.ts';
import { ratioText } from './ratio-text.ts';
import type { Subject } from './subject.ts';
import { subject } from './subject.ts';

interface Scenario {
  readonly name: string;
  readonly path: string;
  readonly requests: number;
  /** What one request consists of, for the figure per unit. */
  readonly units: number;
  readonly concurrency: number;
}

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 9);
const scenarios: readonly Scenario[] = [
  {
    name: 'unary 0.5 KB, per request',
    path: '/v1/chat/completions',
    requests: 1_500,
    units: 1,
    concurrency: 16,
  },
  {
    name: 'SSE, per event',
    path: '/v1/chat/completions?stream',
    requests: 60,
    units: eventsPerStream,
    concurrency: 8,
  },
];

const backend = await subject('echo-backend.ts');
const bare = await subject('forwarder-process.ts', backend.url);
const gateway = await subject('gateway-process.ts', backend.url);
process.stdout.write(
  `CPU time of the gateway's process as a multiple of a bare forwarder's, ${rounds} interleaved rounds\n`,
);
for (const scenario of scenarios) process.stdout.write(`${await compare(scenario)}\n`);
for (const { child } of [gateway, bare, backend]) child.kill();

async function compare(scenario: Scenario): Promise<string> {
  // Warm up until V8 has optimised the code.
  for (const { url } of [bare, gateway])
    await load(url, scenario.path, 20 * scenario.requests, scenario.concurrency);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // The second measurement finds the machine warmer, so the order alternates.
    const order = round % 2 === 0 ? [bare, gateway] : [gateway, bare];
    const cpuMs = new Map<Subject, number>();
    for (const one of order) cpuMs.set(one, await measure(one, scenario));
    ratios.push((cpuMs.get(gateway) ?? NaN) / (cpuMs.get(bare) ?? NaN));
  }
  return `${scenario.name.padEnd(28)} ${ratioText(ratios)}`;
}

async function measure({ child, url }: Subject, { path, requests, concurrency }: Scenario): Promise<number> {
  const before = await cpuMsOf(child);
  await load(url, path, requests, concurrency);
  return (await cpuMsOf(child)) - before;
}
