import type { ExchangeEnded } from '@laneway/contracts';
import { anExchangeEnded, seededRandom } from '@laneway/testkit';

const minutesADay = 1_440;
const minuteMs = 60_000;

/** Groups of callers: share of the requests, peak hour (UTC), model, and mean length of prompt and answer in tokens. */
const tiers = [
  { name: 'gold', share: 0.2, peakHour: 10, model: 'gpt-4o', prompt: 900, completion: 250 },
  { name: 'silver', share: 0.5, peakHour: 14, model: 'gpt-4.1-mini', prompt: 400, completion: 120 },
  { name: 'bronze', share: 0.3, peakHour: 2, model: 'gpt-4.1-mini', prompt: 3_000, completion: 600 },
] as const;

/** Parameters of a day. */
export interface DayOptions {
  readonly seed: number;
  readonly startMs: number;
  /** Requests per minute at the peak, all tiers together. */
  readonly peakRpm: number;
}

/**
 * The records of one day's exchanges in the order in which they ended: people by day, batches by night, a few that were
 * rejected, failed or cancelled. The same options give the same day.
 */
export function* dayOfTraffic({ seed, startMs, peakRpm }: DayOptions): Generator<ExchangeEnded> {
  const random = seededRandom(seed);
  for (let minute = 0; minute < minutesADay; minute += 1) {
    const fromMs = startMs + minute * minuteMs;
    const ended = tiers.flatMap((tier) => {
      const expected = peakRpm * tier.share * activity(minute / 60, tier.peakHour);
      return Array.from({ length: wholeNumber(expected, random) }, () =>
        exchangeOf(tier, fromMs + Math.floor(random() * minuteMs), random),
      );
    });
    yield* ended.toSorted((one, another) => one.atMs - another.atMs);
  }
}

/** Load relative to the peak: from 0.05 at night to 1. */
function activity(hour: number, peakHour: number): number {
  const wave = (1 + Math.cos(((hour - peakHour) / 24) * 2 * Math.PI)) / 2;
  return 0.05 + 0.95 * wave ** 2;
}

/** One of the two whole numbers beside `expected`, so that their mean is `expected`. */
function wholeNumber(expected: number, random: () => number): number {
  return Math.floor(expected + random());
}

function exchangeOf(tier: (typeof tiers)[number], atMs: number, random: () => number): ExchangeEnded {
  const event = { atMs, tier: tier.name, lane: tier.name, model: tier.model };
  const fate = random();
  if (fate < 0.02)
    return anExchangeEnded({
      ...event,
      outcome: 'evicted',
      status: 429,
      endpoint: undefined,
      usage: undefined,
    });
  if (fate < 0.03) return anExchangeEnded({ ...event, outcome: 'failed', status: 502, usage: undefined });
  const promptTokens = lengthAround(tier.prompt, random);
  const completionTokens = lengthAround(tier.completion, random);
  const usage = {
    promptTokens,
    cachedTokens: random() < 0.4 ? Math.floor(promptTokens / 2) : 0,
    completionTokens,
    reasoningTokens: 0,
  };
  return anExchangeEnded({ ...event, usage, outcome: fate < 0.04 ? 'cancelled' : 'served' });
}

/** Exponentially distributed, at least 1: many short ones and a long tail. */
function lengthAround(mean: number, random: () => number): number {
  return 1 + Math.floor(-mean * Math.log(1 - random()));
}
