import { headerValue } from '@laneway/contracts';
import type { Answer, HeaderPairs } from '@laneway/contracts';

import { bodyText } from './body-text.ts';
import { compoundDurationMs } from './compound-duration.ts';

/**
 * How long an answer asks to wait, in milliseconds, at least 0 and without a ceiling; `undefined` if it doesn't say.
 * Asks, in this order: `retry-after-ms`, `Retry-After`, `x-ratelimit-reset-*`, the text of the body.
 */
export function retryAfterMs(answer: Answer, nowMs: number): number | undefined {
  const { headers } = answer.head;
  return (
    retryAfterHeaderMs(headers, nowMs) ?? rateLimitResetMs(headers) ?? retryAfterTextMs(bodyText(answer))
  );
}

/**
 * How long `retry-after-ms` or else `Retry-After` (seconds or a date) asks to wait, in milliseconds.
 * A `retry-after-ms` of 0 counts only if there is no `Retry-After`, as in OpenAI's client libraries.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfterHeaderMs(headers: HeaderPairs, nowMs: number): number | undefined {
  const preciseMs = numberIn(headerValue(headers, 'retry-after-ms'));
  if (preciseMs !== undefined && preciseMs > 0) return preciseMs;
  const retryAfter = headerValue(headers, 'retry-after');
  const toldMs = waitMs(retryAfter) ?? untilDateMs(retryAfter, nowMs);
  if (toldMs !== undefined) return Math.max(0, toldMs);
  return preciseMs === undefined ? undefined : 0;
}

/** How long a sentence such as "Please retry after 20 seconds." or "try again in 6m0s" asks to wait, in milliseconds. */
export function retryAfterTextMs(text: string): number | undefined {
  const [, amount, unit = '', compact] = waitSentence.exec(text) ?? [];
  return compoundDurationMs(
    compact?.replaceAll(' ', '') ?? `${amount}${unitSymbols.get(unit.toLowerCase())}`,
  );
}

const waitSentence =
  /\b(?:retry|try again) (?:after|in) (?:(\d+(?:\.\d+)?) ?(millisecond|second|minute|hour|day)s?|((?:\d+(?:\.\d+)? ?(?:ms|[dhms]))+))\b/i;

const unitSymbols = new Map([
  ['millisecond', 'ms'],
  ['second', 's'],
  ['minute', 'm'],
  ['hour', 'h'],
  ['day', 'd'],
]);

/** When the limit that was hit starts anew: the later one if both were. A reset of 0 means "not throttled", so it says nothing. */
function rateLimitResetMs(headers: HeaderPairs): number | undefined {
  const resetsMs = ['tokens', 'requests']
    .filter((limit) => (numberIn(rateLimitHeader(headers, `remaining-${limit}`)) ?? 0) <= 0)
    .map((limit) => waitMs(rateLimitHeader(headers, `reset-${limit}`)) ?? 0);
  const latestMs = Math.max(0, ...resetsMs);
  return latestMs > 0 ? latestMs : undefined;
}

// Both spellings have been seen on Azure.
function rateLimitHeader(headers: HeaderPairs, name: string): string | undefined {
  return headerValue(headers, `x-ratelimit-${name}`) ?? headerValue(headers, `x-rate-limit-${name}`);
}

function waitMs(text: string | undefined): number | undefined {
  const seconds = numberIn(text);
  if (seconds !== undefined) return seconds * 1000;
  return text === undefined ? undefined : compoundDurationMs(text);
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

// All three forms of HTTP dates begin with a weekday, and all are GMT even where they don't say so.
function untilDateMs(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined || !/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const dateMs = Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
  return Number.isNaN(dateMs) ? undefined : dateMs - nowMs;
}
