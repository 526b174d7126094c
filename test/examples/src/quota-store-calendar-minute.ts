import type { QuotaLimits, QuotaReservation } from '@laneway/contracts';
import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

interface Spent {
  minute: number;
  tokens: number;
  requests: number;
  inProgress: number;
}

const minuteMs = 60_000;

/** Counts by the minute of the clock: at every full minute, a key has its whole quota again. */
export default definePlugin({
  kind: 'quota-store',
  name: 'calendar-minute',
  contract: 1,
  options: z.strictObject({}),
  create: (_options, { clock }) => {
    const keys = new Map<string, Spent>();
    const spentBy = (key: string): Spent => {
      const minute = Math.floor(clock.nowMs() / minuteMs);
      const before = keys.get(key);
      if (before?.minute === minute) return before;
      const spent = { minute, tokens: 0, requests: 0, inProgress: before?.inProgress ?? 0 };
      keys.set(key, spent);
      return spent;
    };
    const giveBack = ({ key, tokens }: QuotaReservation, requests: number) => {
      const spent = spentBy(key);
      spent.inProgress -= 1;
      // Nothing comes back from a minute that is over.
      spent.tokens = Math.max(0, spent.tokens - tokens);
      spent.requests = Math.max(0, spent.requests - requests);
      return spent;
    };
    return {
      reserve(key, tokens, limits) {
        const spent = spentBy(key);
        const limit = exceeded(spent, tokens, limits);
        if (limit !== undefined) {
          const untilNextMs = minuteMs - (clock.nowMs() % minuteMs);
          return { kind: 'exceeded', limit, retryAfterMs: limit === 'concurrency' ? 1_000 : untilNextMs };
        }
        spent.tokens += tokens;
        spent.requests += 1;
        spent.inProgress += 1;
        return { kind: 'granted', reservation: { key, tokens } };
      },
      settle(reservation, tokens) {
        giveBack(reservation, 0).tokens += tokens;
      },
      release(reservation) {
        giveBack(reservation, 1);
      },
      read(key, { tpm, rpm }) {
        const { tokens, requests, inProgress } = spentBy(key);
        return {
          tokensLeft: tpm === undefined ? undefined : tpm - tokens,
          requestsLeft: rpm === undefined ? undefined : rpm - requests,
          inProgress,
        };
      },
    };
  },
});

// A request larger than the whole quota is granted when nothing is spent: it would wait for ever otherwise.
function exceeded(spent: Spent, tokens: number, { tpm, rpm, concurrency }: QuotaLimits) {
  if (tpm !== undefined && spent.tokens > 0 && spent.tokens + tokens > tpm) return 'tpm';
  if (rpm !== undefined && spent.requests + 1 > rpm) return 'rpm';
  return concurrency !== undefined && spent.inProgress >= concurrency ? 'concurrency' : undefined;
}
