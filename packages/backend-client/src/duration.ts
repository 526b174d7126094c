import { z } from 'zod';

const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const duration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/** Milliseconds of a duration such as `250ms`, `2s`, `6m0s` or `1.5h`; `undefined` if `text` isn't one. */
export function durationMs(text: string): number | undefined {
  return duration.test(text) ? sumOfParts(text) : undefined;
}

/** Schema of an option that is a duration greater than 0: milliseconds, or text such as `10s`. Gives milliseconds. */
export const durationOption = z
  .union([z.number(), z.string().regex(duration).transform(sumOfParts)], {
    error: 'expected a duration such as 250ms, 10s, 5m or 1h',
  })
  .pipe(z.number().positive());

function sumOfParts(text: string): number {
  let sumMs = 0;
  for (const [, amount, unit] of text.matchAll(part))
    sumMs += Number(amount) * unitsMs[unit as keyof typeof unitsMs];
  return sumMs;
}
