const unitsMs = new Map([
  ['n', 1e-6],
  ['u', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const amount = String.raw`\d+(?:\.\d+)?`;
const unit = String.raw`(?:ns|[uµμ]s|milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-zµμ])`;
const part = new RegExp(`(${amount}) ?(${unit})`, 'gi');

/** Source of a regular expression for a duration of one or more parts: `250ms`, `6m0s`, `2 minutes 5 seconds`. */
export const durationPattern = `${amount} ?${unit}(?:,? ?(?:and )?${amount} ?${unit})*`;
/** Source of a regular expression for a point of time as in RFC 3339; without a zone, it is in UTC. */
export const instantPattern = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?`;

const wholeDuration = new RegExp(`^(?:PT)?${durationPattern}$`, 'i');
const wholeInstant = new RegExp(`^${instantPattern}$`, 'i');

/**
 * Milliseconds that `text` asks to wait: seconds, a duration with units, or a point of time as seconds or smaller units since
 * the Unix epoch, in RFC 3339 or as an HTTP date. Less than 0 if that is past; `undefined` if `text` is something else.
 */
export function waitTextMs(text: string, nowMs: number): number | undefined {
  const number = decimal(text);
  if (number !== undefined) return number < leastEpoch ? number * 1000 : epochMs(number) - nowMs;
  return durationMs(text) ?? untilInstantMs(text, nowMs);
}

/** The number that `text` is, in decimal notation; `undefined` if it is something else. */
export function decimal(text: string): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds of a duration with units; `undefined` if `text` is something else. */
export function durationMs(text: string): number | undefined {
  if (!wholeDuration.test(text)) return undefined;
  let sumMs = 0;
  for (const [, count, name = ''] of text.matchAll(part)) sumMs += Number(count) * unitMs(name.toLowerCase());
  return sumMs;
}

function unitMs(name: string): number {
  const symbol = /^m(?:s|illi)/.test(name) ? 'ms' : name.slice(0, 1).replace(/[µμ]/, 'u');
  return unitsMs.get(symbol) ?? 0;
}

// A wait of 30 years is implausible: a larger number of seconds is a point of time.
const leastEpoch = 1e9;
// Year 5138, in seconds: a larger number counts milliseconds, microseconds or nanoseconds.
const leastMilliseconds = 1e11;

function epochMs(number: number): number {
  let seconds = number;
  while (seconds >= leastMilliseconds) seconds /= 1000;
  return seconds * 1000;
}

// All three forms of HTTP dates begin with a weekday, and all are GMT, even those that don't say so.
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

function untilInstantMs(text: string, nowMs: number): number | undefined {
  let instant: string;
  if (httpDate.test(text)) instant = text.endsWith(' GMT') ? text : `${text} GMT`;
  else if (wholeInstant.test(text)) instant = /(?:Z|UTC|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
  else return undefined;
  const dateMs = Date.parse(instant);
  return Number.isNaN(dateMs) ? undefined : dateMs - nowMs;
}
