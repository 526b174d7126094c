import { z } from 'zod';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const written = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

// Timers can't be set for longer.
const longestMs = 24 * unitMs.d;

/** Schema of a duration greater than 0, at most 24 days: milliseconds, or text such as `250ms`, `10s`, `5m`, `1h` or `1d`. Gives milliseconds. */
export const duration = z
  .union([z.number(), z.string().regex(written).transform(toMs)], {
    error: 'expected milliseconds, or a duration such as 250ms, 10s, 5m, 1h or 1d',
  })
  .pipe(z.number().positive().max(longestMs, 'at most 24d'));

function toMs(text: string): number {
  const [, amount, unit] = written.exec(text) ?? [];
  return Number(amount) * unitMs[unit as keyof typeof unitMs];
}
