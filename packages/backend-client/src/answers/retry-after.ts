import { headerValue } from '@laneway/contracts';
import type { Answer, HeaderPairs } from '@laneway/contracts';

import { bodyText } from './reported-error.ts';
import { decimal, durationMs, untilDateMs, waitTextMs } from './wait-text.ts';

/**
 * How long an answer asks to wait, in milliseconds, at least 0 and without an upper limit; `undefined` if it doesn't say.
 * Reads, in this order: `retry-after-ms`, `Retry-After`, `x-ratelimit-reset-*`, the text of the body.
 */
export function retryAfterMs(answer: Answer, nowMs: number): number | undefined {
  const { headers } = answer.head;
  return (
    retryAfterHeaderMs(headers, nowMs) ?? rateLimitResetMs(headers) ?? retryAfterTextMs(bodyText(answer))
  );
}

/**
 * How long `retry-after-ms` or else `Retry-After` (seconds, a duration or a date) asks to wait, in milliseconds.
 * A `retry-after-ms` of 0 counts only if there is no `Retry-After`, as in OpenAI's client libraries.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfterHeaderMs(headers: HeaderPairs, nowMs: number): number | undefined {
  const preciseMs = decimal(headerValue(headers, 'retry-after-ms') ?? '');
  if (preciseMs !== undefined && preciseMs > 0) return preciseMs;
  const retryAfter = headerValue(headers, 'retry-after') ?? '';
  const waitMs = waitTextMs(retryAfter) ?? untilDateMs(retryAfter, nowMs);
  if (waitMs !== undefined) return Math.max(0, waitMs);
  return preciseMs === undefined ? undefined : 0;
}

/** How long a sentence such as "Please retry after 20 seconds." or "try again in 6m0s" asks to wait, in milliseconds. */
export function retryAfterTextMs(text: string): number | undefined {
  const [, amount, unit = '', compact] = waitSentence.exec(text) ?? [];
  return durationMs(compact?.replaceAll(' ', '') ?? `${amount}${unitSymbols.get(unit.toLowerCase())}`);
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

/** When the limit that was reached resets: the later one if both were. A reset of 0 means "not throttled" and is ignored. */
function rateLimitResetMs(headers: HeaderPairs): number | undefined {
  const resetsMs = ['tokens', 'requests']
    .filter((limit) => (decimal(rateLimitHeader(headers, `remaining-${limit}`)) ?? 0) <= 0)
    .map((limit) => waitTextMs(rateLimitHeader(headers, `reset-${limit}`)) ?? 0);
  const latestMs = Math.max(0, ...resetsMs);
  return latestMs > 0 ? latestMs : undefined;
}

// Azure uses both spellings.
function rateLimitHeader(headers: HeaderPairs, name: string): string {
  return headerValue(headers, `x-ratelimit-${name}`) ?? headerValue(headers, `x-rate-limit-${name}`) ?? '';
}
