import type { ErrorEventForm, ThrottleForm } from '@laneway/model-server';

import { badGateway, brokenOff, passedOn, servedByA, servedByB } from './expected.ts';
import type { FaultRow, Trouble } from './fault-row.ts';

/** Timeout to the first byte of an attempt, as configured in the scene. Milliseconds. */
const timeoutMs = 30_000;

const noConnection: readonly FaultRow[] = [
  { when: 'nothing listens at the address of the first', a: { kind: 'gone' }, expected: servedByB },
  {
    when: 'nothing listens at either address',
    a: { kind: 'gone' },
    b: { kind: 'gone' },
    expected: badGateway,
  },
  { when: 'connections to the first are reset', a: { kind: 'refuse' }, expected: servedByB },
  {
    when: 'connections to both are reset',
    a: { kind: 'refuse' },
    b: { kind: 'refuse' },
    expected: badGateway,
  },
  {
    when: 'the certificate of the first is not trusted',
    a: { kind: 'untrusted' },
    expected: { ...servedByB, probed: [0, 1] },
  },
  {
    when: 'the first speaks no TLS where it should',
    a: { kind: 'plain' },
    expected: { ...servedByB, probed: [0, 1] },
  },
];

const noHead: readonly FaultRow[] = [
  { when: 'the first resets before the head', a: { kind: 'reset-before-headers' }, expected: servedByB },
  {
    when: 'both reset before the head',
    a: { kind: 'reset-before-headers' },
    b: { kind: 'reset-before-headers' },
    expected: badGateway,
  },
  {
    when: 'the first resets once and is asked twice by the config',
    a: { kind: 'reset-before-headers', times: 1 },
    failover: { retries: 1 },
    expected: { ...servedByA, attempts: [2, 0] },
  },
  {
    when: 'the first resets as often as it is asked, which is twice by the config',
    a: { kind: 'reset-before-headers' },
    failover: { retries: 1 },
    expected: { ...servedByB, attempts: [2, 1] },
  },
  {
    when: 'the first answers with bytes that are not HTTP',
    a: { kind: 'garbage' },
    expected: servedByB,
  },
  {
    when: 'the first never answers',
    a: { kind: 'black-hole' },
    meanwhile: (unfolding) => unfolding.outlast(1, timeoutMs),
    expected: servedByB,
  },
  {
    when: 'neither ever answers',
    a: { kind: 'black-hole' },
    b: { kind: 'black-hole' },
    meanwhile: (unfolding) => unfolding.outlast(3, timeoutMs),
    expected: { status: 504, from: 'upstream_timeout', attempts: [2, 1], outcome: 'failed' },
  },
  {
    when: 'the first is slow, but within the timeout',
    a: { kind: 'slow-headers', delayMs: timeoutMs - 1 },
    meanwhile: (unfolding) => unfolding.outlast(1, timeoutMs - 1),
    expected: servedByA,
  },
  {
    when: 'the first is slower than the timeout',
    a: { kind: 'slow-headers', delayMs: timeoutMs + 1 },
    meanwhile: (unfolding) => unfolding.outlast(1, timeoutMs),
    expected: servedByB,
  },
  {
    when: 'the first is slow to say that it can not',
    a: { kind: 'slow-headers', delayMs: 5_000, next: { kind: 'status', status: 503 } },
    meanwhile: (unfolding) => unfolding.outlast(1, 5_000),
    expected: servedByB,
  },
  {
    when: 'the first sends two thousand interim answers before its own',
    a: { kind: 'informational', count: 2_000 },
    expected: servedByA,
  },
];

const noWholeBody: readonly FaultRow[] = [
  { when: 'the first resets after the head', a: { kind: 'reset-after-headers' }, expected: servedByB },
  {
    when: 'the first resets after the head of a stream',
    a: { kind: 'reset-after-headers' },
    asked: 'chat-stream',
    expected: servedByB,
  },
  {
    when: 'the first resets in the middle of a body',
    a: { kind: 'reset-mid-body' },
    expected: brokenOff,
  },
  {
    when: 'the first resets in the middle of a stream',
    a: { kind: 'reset-mid-body' },
    asked: 'chat-stream',
    expected: brokenOff,
  },
  {
    when: 'the first resets a stream before it has said anything',
    a: { kind: 'reset-mid-body', afterBytes: 100 },
    asked: 'chat-stream',
    expected: servedByB,
  },
  {
    when: 'the first sends less than its length says',
    a: { kind: 'wrong-content-length', by: 10 },
    expected: brokenOff,
  },
  {
    when: 'the first sends more than its length says',
    a: { kind: 'wrong-content-length', by: -10 },
    expected: { ...servedByA, cut: 10 },
  },
  {
    when: 'the first ends a stream in good order half-way',
    a: { kind: 'half-stream' },
    asked: 'chat-stream',
    expected: servedByA,
  },
  { when: 'the first sends an empty body', a: { kind: 'empty' }, expected: servedByA },
  { when: 'the first sends a compressed body', a: { kind: 'gzip' }, expected: servedByA },
  {
    when: 'the first sends trailers',
    a: { kind: 'trailers', trailers: { 'x-checksum': 'abc' } },
    expected: servedByA,
  },
];

/** Throttle forms that ask for 30 seconds. */
const clearForms: readonly ThrottleForm[] = [
  'azure',
  'retry-after-ms',
  'retry-after-seconds',
  'retry-after-decimal',
  'retry-after-date',
  'reset-tokens-seconds',
  'reset-tokens-duration',
  'reset-requests-other-spelling',
  'message',
  'requeue',
];

const throttled: readonly FaultRow[] = [
  ...clearForms.map((form) => ({
    when: `the first asks for 30 seconds by ${form}`,
    a: { kind: 'throttle', form, retryAfterMs: 30_000 } as const,
    expected: { ...servedByB, throttledMs: 30_000 },
  })),
  {
    when: 'the first asks for a pause and does not say for how long',
    a: { kind: 'throttle', form: 'none' },
    expected: { ...servedByB, throttledMs: 1_000 },
  },
  {
    when: 'the first asks for a day',
    a: { kind: 'throttle', form: 'retry-after-seconds', retryAfterMs: 86_400_000 },
    expected: { ...servedByB, throttledMs: 120_000 },
  },
  {
    when: 'the first is unavailable and says for how long',
    a: { kind: 'status', status: 503, headers: { 'Retry-After': '30' } },
    expected: { ...servedByB, throttledMs: 30_000 },
  },
  {
    when: 'both ask for two seconds, once',
    a: { kind: 'throttle', form: 'azure', retryAfterMs: 2_000, times: 1 },
    b: { kind: 'throttle', form: 'azure', retryAfterMs: 2_000, times: 1 },
    meanwhile: (unfolding) => unfolding.outlastThrottles(2, 2_000),
    expected: { status: 200, from: 'a', attempts: [2, 1] },
  },
  {
    when: 'the first has spent its quota for good',
    a: { kind: 'throttle', form: 'insufficient-quota' },
    expected: {
      status: 429,
      from: 'a',
      attempts: [1, 0],
      outcome: 'failed',
      headers: { 'x-should-retry': 'false' },
    },
  },
  {
    when: 'the first is throttled and the config does not move on for that',
    a: { kind: 'throttle', form: 'azure', retryAfterMs: 30_000 },
    failover: { on: [500, 502, 503, 504] },
    expected: { status: 429, from: 'a', attempts: [1, 0], outcome: 'failed', throttledMs: 30_000 },
  },
];

const movedOn: readonly FaultRow[] = [408, 424, 498, 500, 502, 503, 504, 520, 522, 529, 530, 599].map(
  (status) => ({
    when: `the first answers ${status}`,
    a: { kind: 'status', status },
    expected: servedByB,
  }),
);

const final: readonly FaultRow[] = [400, 401, 403, 404, 409, 410, 413, 415, 422].map((status) => ({
  when: `the first answers ${status}`,
  a: { kind: 'status', status },
  expected: { status, from: 'a', attempts: [1, 0] },
}));

const statuses: readonly FaultRow[] = [
  ...movedOn,
  ...final,
  {
    when: 'the first answers 502 with a page of HTML',
    a: {
      kind: 'status',
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: '<h1>Bad gateway</h1>',
    },
    expected: servedByB,
  },
  {
    when: 'both answer 503',
    a: { kind: 'status', status: 503 },
    b: { kind: 'status', status: 503 },
    expected: { status: 503, from: 'a', attempts: [2, 1], outcome: 'failed' },
  },
  {
    when: 'the first resets and the second answers 503',
    a: { kind: 'reset-before-headers' },
    b: { kind: 'status', status: 503 },
    expected: badGateway,
  },
  {
    when: 'the first answers 501, which the config does not move on for',
    a: { kind: 'status', status: 501 },
    expected: { status: 501, from: 'a', attempts: [1, 0], outcome: 'failed' },
  },
  {
    when: 'the first redirects',
    a: { kind: 'redirect', location: 'http://127.0.0.1:9/elsewhere' },
    expected: {
      status: 307,
      from: 'a',
      attempts: [1, 0],
      headers: { location: 'http://127.0.0.1:9/elsewhere' },
    },
  },
];

/** Forms of an error within a response stream, and how long the first endpoint is throttled because of it, in milliseconds. */
const responseErrors: readonly (readonly [form: ErrorEventForm, throttledMs: number | undefined])[] = [
  ['response-failed', 1_000],
  ['response-failed-without-error', undefined],
  ['nested-error', 1_000],
  ['flat-error', 1_000],
  ['failed-then-nested-error', undefined],
  ['nested-error-then-failed', 1_000],
];

const insideStreams: readonly FaultRow[] = [
  {
    when: 'a chat stream of the first begins with an error',
    a: { kind: 'error-event', form: 'chat', at: 'before-content' },
    asked: 'chat-stream',
    expected: { ...servedByB, throttledMs: 1_000 },
  },
  {
    when: 'a chat stream of the first has an error after some content',
    a: { kind: 'error-event', form: 'chat', at: 'after-content' },
    asked: 'chat-stream',
    expected: { ...passedOn, throttledMs: 1_000 },
  },
  ...responseErrors.flatMap(([form, throttledMs]): FaultRow[] => [
    {
      when: `a response stream of the first begins with ${form}`,
      a: { kind: 'error-event', form, at: 'before-content' },
      asked: 'response-stream',
      expected: { ...servedByB, ...(throttledMs !== undefined && { throttledMs }) },
    },
    {
      when: `a response stream of the first has ${form} after some content`,
      a: { kind: 'error-event', form, at: 'after-content' },
      asked: 'response-stream',
      expected: { ...passedOn, ...(throttledMs !== undefined && { throttledMs }) },
    },
  ]),
  {
    when: 'a stream of the first begins with quota that is spent for good',
    a: streamOf('{"error":{"code":"insufficient_quota","message":"You exceeded your current quota."}}'),
    asked: 'chat-stream',
    expected: passedOn,
  },
  {
    when: 'a stream of the first begins with an error that is the client’s own fault',
    a: streamOf('{"error":{"code":"content_filter","message":"The prompt was filtered."}}'),
    asked: 'chat-stream',
    expected: servedByA,
  },
];

function streamOf(data: string): Trouble {
  const headers = { 'content-type': 'text/event-stream' };
  return { kind: 'status', status: 200, headers, body: `data: ${data}\n\n` };
}

/** Faults that have been observed in backends, and the result that a client may expect. */
export const faultRows: readonly FaultRow[] = [
  ...noConnection,
  ...noHead,
  ...noWholeBody,
  ...throttled,
  ...statuses,
  ...insideStreams,
];
