import { passedOn, servedByB } from './expected.ts';
import type { FaultRow, Trouble } from './fault-row.ts';

const json = { 'content-type': 'application/json' };
const spent = { ...passedOn, status: 429, headers: { 'x-should-retry': 'false' } };

/** How backends name a pause, and its length in milliseconds. */
const pauses: readonly (readonly [how: string, trouble: Trouble, ms: number])[] = [
  ["Google's RetryInfo", throttle({}, '{"error":{"details":[{"retryDelay":"3.2s"}]}}'), 3_200],
  ['x-ms-retry-after-ms', throttle({ 'x-ms-retry-after-ms': '2500' }), 2_500],
  ['seconds with a unit', throttle({ 'retry-after': '20 seconds' }), 20_000],
  ['a reset in milliseconds since 1970', throttle({ 'X-RateLimit-Reset': String(now() + 30_000) }), 30_000],
  ['a reset in seconds since 1970', throttle({ 'X-RateLimit-Reset': String(now() / 1000 + 30) }), 30_000],
  [
    'a reset in RFC 3339',
    throttle({ 'x-ratelimit-reset-tokens': new Date(now() + 30_000).toISOString() }),
    30_000,
  ],
  ['529 with Retry-After', { kind: 'status', status: 529, headers: { 'Retry-After': '2' } }, 2_000],
  ['502 with Retry-After', { kind: 'status', status: 502, headers: { 'Retry-After': '2' } }, 2_000],
];

/** Errors for which waiting does not help. */
const hopeless: readonly (readonly [what: string, error: string])[] = [
  ['a request above its limit', '{"message":"Request too large: Limit 30000, Requested 61337."}'],
  ['an exhausted account', '{"type":"exceeded_current_quota_error","message":"Your account is suspended"}'],
  ['an empty balance', '{"code":"insufficient_balance"}'],
];

/** Beginnings of streams that are errors. */
const brokenStreams: readonly (readonly [shape: string, begin: string])[] = [
  ['in a field of its own', 'error: {"code":500,"message":"Oops"}'],
  ['with a detail', 'data: {"detail":"Oops"}'],
  ['with a numeric code', 'data: {"error":{"code":502,"message":"Oops"}}'],
  ['beside empty choices', 'data: {"id":"gen-1","choices":[],"error":{"code":502,"message":"Oops"}}'],
  ['as an object of its own', 'data: {"object":"error","message":"Oops","code":500}'],
  ['of Google', 'data: {"error":{"code":503,"message":"Overloaded","status":"UNAVAILABLE"}}'],
  ['of AWS', 'data: {"internalServerException":{"message":"Oops"}}'],
  ['with nothing but the type', 'event: error'],
  ['without the field', '{"error":{"message":"Oops"}}'],
  ['after a role', 'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\ndata: {"detail":"Oops"}'],
];

/** Errors that look like answers, and answers that name pauses in unusual ways. */
export const answerErrorRows: readonly FaultRow[] = [
  ...pauses.map(([how, a, throttledMs]) => ({
    when: `the first asks for a pause by ${how}`,
    a,
    expected: { ...servedByB, throttledMs },
  })),
  ...hopeless.map(([what, error]) => ({
    when: `the first answers 429 because of ${what}`,
    a: throttle({}, `{"error":${error}}`),
    expected: spent,
  })),
  ...brokenStreams.map(([shape, begin]): FaultRow => ({
    when: `a stream of the first begins with an error ${shape}`,
    a: streamOf(begin),
    asked: 'chat-stream',
    expected: servedByB,
  })),
];

function now(): number {
  return Date.UTC(2026, 10, 21, 8);
}

function throttle(headers: Readonly<Record<string, string>>, body = ''): Trouble {
  return { kind: 'status', status: 429, headers: { ...json, ...headers }, body };
}

function streamOf(text: string): Trouble {
  const headers = { 'content-type': 'text/event-stream' };
  return { kind: 'status', status: 200, headers, body: `${text}\n\n` };
}
