import { headerValue } from '@laneway/contracts';
import type { Answer, HeaderPairs } from '@laneway/contracts';

import { bodyText } from './reported-error.ts';
import { decimal, durationMs, durationPattern, instantPattern, waitTextMs } from './wait-text.ts';

/**
 * How long an answer asks to wait, in milliseconds, at least 0 and without an upper limit; `undefined` if it doesn't say.
 * Reads, in this order: `retry-after-ms`, `Retry-After`, the resets of rate limits, the body.
 */
export function retryAfterMs(answer: Answer, nowMs: number): number | undefined {
  const { headers } = answer.head;
  return (
    retryAfterHeaderMs(headers, nowMs) ??
    rateLimitResetMs(headers, nowMs) ??
    retryAfterTextMs(bodyText(answer), nowMs)
  );
}

const millisecondHeaders = ['retry-after-ms', 'x-ms-retry-after-ms', 'x-retry-after-ms'];
const secondHeaders = ['retry-after', 'x-retry-after', 'x-ms-retry-after'];

/**
 * How long `retry-after-ms` or else `Retry-After` asks to wait, in milliseconds, in any notation of `waitTextMs`.
 * A `retry-after-ms` of 0 counts only if there is no `Retry-After`, as in OpenAI's client libraries.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfterHeaderMs(headers: HeaderPairs, nowMs: number): number | undefined {
  const precise = firstOf(headers, millisecondHeaders);
  const preciseMs = decimal(precise) ?? durationMs(precise);
  if (preciseMs !== undefined && preciseMs > 0) return preciseMs;
  const waitMs = waitTextMs(firstOf(headers, secondHeaders), nowMs);
  if (waitMs !== undefined) return Math.max(0, waitMs);
  return preciseMs === undefined ? undefined : 0;
}

function firstOf(headers: HeaderPairs, names: readonly string[]): string {
  for (const name of names) {
    const value = headerValue(headers, name);
    if (value !== undefined) return value.trim();
  }
  return '';
}

const rateLimitHeader = /rate-?limit/;

/**
 * When the limits that were reached reset: the latest of them. A limit with something left is ignored, and so is a reset of 0,
 * which means "not throttled". Knows `x-ratelimit-reset-tokens` and all headers that are built alike, such as
 * `anthropic-ratelimit-tokens-reset` and `X-RateLimit-Reset`, and `RateLimit` of the IETF.
 * Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
function rateLimitResetMs(headers: HeaderPairs, nowMs: number): number | undefined {
  let latestMs = 0;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]?.toLowerCase() ?? '';
    const value = headers[index + 1]?.trim() ?? '';
    if (!rateLimitHeader.test(name)) continue;
    const resetMs =
      name === 'ratelimit' ? draftResetMs(value) : namedResetMs(name, value, { headers, nowMs });
    latestMs = Math.max(latestMs, resetMs ?? 0);
  }
  return latestMs > 0 ? latestMs : undefined;
}

function namedResetMs(
  name: string,
  value: string,
  { headers, nowMs }: { readonly headers: HeaderPairs; readonly nowMs: number },
): number | undefined {
  if (!/\breset\b/.test(name)) return undefined;
  const remaining = headerValue(headers, name.replace(/\breset\b/, 'remaining')) ?? '';
  return (decimal(remaining.trim()) ?? 0) > 0 ? undefined : waitTextMs(value, nowMs);
}

// `"default";r=0;t=30` of the present draft, `limit=9, remaining=0, reset=30` of earlier ones.
function draftResetMs(value: string): number | undefined {
  const remaining = /\b(?:r|remaining)=(\d+)/.exec(value)?.[1];
  const reset = /\b(?:t|reset)=(\d+)/.exec(value)?.[1];
  return reset === undefined || (remaining !== undefined && Number(remaining) > 0)
    ? undefined
    : Number(reset) * 1000;
}

/**
 * How long the text of an error asks to wait, in milliseconds: in a sentence such as "Please retry after 20 seconds." or
 * "try again in 6m0s", or in a member of its JSON, such as `retry_after`, Google's `retryDelay` or a copy of a header.
 */
export function retryAfterTextMs(text: string, nowMs: number): number | undefined {
  const [, unitOfMember, quoted, number] = waitMember.exec(text) ?? [];
  const waitMs =
    memberWaitMs(quoted ?? number ?? '', unitOfMember, nowMs) ??
    waitTextMs(waitSentence.exec(text)?.[1] ?? '', nowMs);
  return waitMs === undefined ? undefined : Math.max(0, waitMs);
}

// JSON within a text of JSON has a backslash before its quotes.
const waitMember =
  /\\?"(?:retry[_-]?(?:after|delay|in)|resets?[_-]?(?:in|at|after)|(?:x-)?rate-?limit-reset(?:-tokens|-requests)?|time_until_retry)(?:[_-]?(ms|millis(?:econds)?|s|secs?|seconds))?\\?"\s*:\s*(?:\\?"([^"\\]*)\\?"|(\d+(?:\.\d+)?))/i;

function memberWaitMs(value: string, unit: string | undefined, nowMs: number): number | undefined {
  const number = unit?.startsWith('m') === true ? decimal(value) : undefined;
  return number ?? waitTextMs(value.trim(), nowMs);
}

const waitSentence = new RegExp(
  String.raw`\b(?:retry(?:ing)?|(?:try|trying|request) again|wait|resets?|available(?: again)?)(?: your request| the request)? ` +
    `(?:(?:after|in|for|at|on|until|about|approximately|at least|another) )*(${durationPattern}|${instantPattern})`,
  'i',
);
