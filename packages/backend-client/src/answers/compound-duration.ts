const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const duration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/**
 * Milliseconds of a duration as backends write it, in one or more parts: `250ms`, `6m0s` or `1.5h`; `undefined` if `text`
 * isn't one. Configs write durations in another way.
 */
export function compoundDurationMs(text: string): number | undefined {
  if (!duration.test(text)) return undefined;
  let sumMs = 0;
  for (const [, amount, unit] of text.matchAll(part))
    sumMs += Number(amount) * unitsMs[unit as keyof typeof unitsMs];
  return sumMs;
}
