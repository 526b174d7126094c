/**
 * Milliseconds of a wait as headers write it: seconds (`20`, `0.25`, negative ones too) or a duration.
 * `undefined` if `text` is neither.
 */
export function waitTextMs(text: string): number | undefined {
  const seconds = decimal(text);
  return seconds === undefined ? durationMs(text) : seconds * 1000;
}

/** The number that `text` is, in decimal notation; `undefined` if it is something else. */
export function decimal(text: string): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const duration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/**
 * Milliseconds of a duration in one or more parts: `250ms`, `6m0s` or `1.5h`; `undefined` if `text` is something else.
 * Configs write durations differently: see @laneway/quantities.
 */
export function durationMs(text: string): number | undefined {
  if (!duration.test(text)) return undefined;
  let sumMs = 0;
  for (const [, amount, unit] of text.matchAll(part))
    sumMs += Number(amount) * unitsMs[unit as keyof typeof unitsMs];
  return sumMs;
}

/** Milliseconds from `nowMs` to an HTTP date; `undefined` if `text` is something else. */
export function untilDateMs(text: string, nowMs: number): number | undefined {
  // All three forms of HTTP dates begin with a weekday, and all are GMT, even those that don't say so.
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const dateMs = Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
  return Number.isNaN(dateMs) ? undefined : dateMs - nowMs;
}
