import { z } from 'zod';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const written = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

/** Schema of a duration greater than 0: milliseconds, or text such as `250ms`, `10s`, `5m` or `1h`. Gives milliseconds. */
export const duration = z
  .union([z.number(), z.string().regex(written).transform(toMs)], {
    error: 'expected milliseconds, or a duration such as 250ms, 10s, 5m or 1h',
  })
  .pipe(z.number().positive());

function toMs(text: string): number {
  const [, amount, unit] = written.exec(text) ?? [];
  return Number(amount) * unitMs[unit as keyof typeof unitMs];
}
