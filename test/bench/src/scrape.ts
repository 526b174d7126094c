import { cpuMsOf } from './cpu-meter.ts';
import { load } from './load.ts';
import { ratioText } from './ratio-text.ts';
import { subject } from './subject.ts';

/** Cost of one round. */
interface Cost {
  readonly cpuMs: number;
  /** 99th percentile of the latency. */
  readonly p99Ms: number;
}

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 9);
const requests = 3_000;
const concurrency = 16;
const everyMs = 100;

const backend = await subject('echo-backend.ts');
const gateway = await subject('gateway-process.ts', backend.url);
await load(gateway.url, '/v1/chat/completions', 2 * requests, concurrency);

const cpuRatios: number[] = [];
const p99Ratios: number[] = [];
let scrapes = 0;
for (let round = 0; round < rounds; round += 1) {
  // The second measurement finds the machine warmer, so the order alternates.
  const scrapedFirst = round % 2 === 0;
  const [first, second] = [await measure(scrapedFirst), await measure(!scrapedFirst)];
  const [scraped, alone] = scrapedFirst ? [first, second] : [second, first];
  cpuRatios.push(scraped.cpuMs / alone.cpuMs);
  p99Ratios.push(scraped.p99Ms / alone.p99Ms);
}
process.stdout.write(
  [
    `A gateway under load with a scrape of its metrics every ${everyMs} ms as a multiple of one without, ${rounds} interleaved rounds, ${scrapes} scrapes`,
    `CPU per request              ${ratioText(cpuRatios)}`,
    `p99 latency                  ${ratioText(p99Ratios)}`,
    '',
  ].join('\n'),
);
for (const { child } of [gateway, backend]) child.kill();

async function measure(isScraped: boolean): Promise<Cost> {
  const done = new AbortController();
  const scraping = isScraped ? scrapeUntil(done.signal) : undefined;
  const before = await cpuMsOf(gateway.child);
  const latencies = await load(gateway.url, '/v1/chat/completions', requests, concurrency);
  const cpuMs = (await cpuMsOf(gateway.child)) - before;
  done.abort();
  await scraping;
  return { cpuMs, p99Ms: latencies.toSorted((a, b) => a - b)[Math.ceil(0.99 * latencies.length) - 1] ?? NaN };
}

async function scrapeUntil(done: AbortSignal): Promise<void> {
  const scrapesUnderWay: Promise<void>[] = [];
  const timer = setInterval(() => scrapesUnderWay.push(scrape()), everyMs);
  await new Promise((resolve) => {
    done.addEventListener('abort', resolve, { once: true });
  });
  clearInterval(timer);
  await Promise.all(scrapesUnderWay);
}

async function scrape(): Promise<void> {
  const response = await fetch(`${gateway.adminUrl}/metrics`);
  const text = await response.text();
  if (!text.includes('laneway_exchanges_total{'))
    throw new RangeError(`answered ${response.status}: ${text}`);
  scrapes += 1;
}
