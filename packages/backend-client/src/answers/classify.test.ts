import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import type { AttemptOutcome } from '@laneway/contracts';

import { classify } from './classify.ts';

const nowMs = Date.UTC(2026, 10, 21, 9, 0, 0);

function outcomeOf(
  status: number,
  headers: readonly string[] = [],
  body: string | Uint8Array = '',
): AttemptOutcome {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return classify({ head: { status, statusText: 'Reason', headers }, body: bytes }, nowMs);
}

test('statuses below 400 are a success, redirects included', () => {
  for (const status of [200, 201, 202, 204, 206, 301, 304, 307])
    assert.deepEqual(outcomeOf(status), { kind: 'success' });
});

test("timeouts, server errors and failed dependencies are the backend's fault, and another endpoint may be tried", () => {
  for (const status of [408, 424, 498, 500, 501, 502, 503, 504, 520, 522, 524, 529, 530, 598, 599]) {
    const outcome = outcomeOf(status);
    assert.deepEqual(outcome, {
      kind: 'failed',
      reason: 'status',
      status,
      retryable: true,
      message: `The backend answered with status ${status}.`,
    });
  }
});

test('other client errors are declined requests; 401, 403 and 404 hint at a misconfigured endpoint', () => {
  for (const status of [400, 402, 405, 409, 410, 413, 415, 417, 422, 431, 451]) {
    assert.deepEqual(outcomeOf(status), { kind: 'declined', status, misconfigured: false });
  }
  for (const status of [401, 403, 404])
    assert.deepEqual(outcomeOf(status), { kind: 'declined', status, misconfigured: true });
});

const throttled = {
  kind: 'throttled',
  status: 429,
  retryAfterMs: undefined,
  final: false,
  requeue: false,
} as const;

test('a 429 is throttled for the time that it names', () => {
  assert.deepEqual(outcomeOf(429), throttled);
  assert.deepEqual(outcomeOf(429, ['Retry-After', '7']), { ...throttled, retryAfterMs: 7_000 });
  const body = '{"error":{"code":"429","message":"Please retry after 26 seconds."}}';
  assert.deepEqual(outcomeOf(429, [], body), { ...throttled, retryAfterMs: 26_000 });
});

test('a fault of the backend that names a wait is throttled', () => {
  for (const status of [498, 500, 502, 503, 504, 520, 529])
    assert.deepEqual(outcomeOf(status, ['Retry-After', '2']), { ...throttled, status, retryAfterMs: 2_000 });
  assert.deepEqual(outcomeOf(503, ['Retry-After', '0']), { ...throttled, status: 503, retryAfterMs: 0 });
  assert.equal(outcomeOf(500, ['Retry-After', '0']).kind, 'failed');
});

for (const [what, body] of Object.entries({
  'spent quota': { code: 'insufficient_quota' },
  'spent quota as a type': { type: 'insufficient_quota', code: null },
  'the account of Moonshot': { type: 'exceeded_current_quota_error', message: 'Your account is suspended' },
  'a hard billing limit': { code: 'billing_hard_limit_reached' },
  'an inactive account': { code: 'billing_not_active' },
  'an empty balance': { code: 'InsufficientBalance', message: 'Insufficient balance' },
  'an empty account of a reseller': { code: 'insufficient_user_quota' },
  'spent credit, in words': { message: 'Your credit balance is too low to access the API.' },
  'a plan, in words': {
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  'a request above the limit': {
    code: 'rate_limit_exceeded',
    message:
      'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 61337. Please try again in 9s.',
  },
  'a request above the limit, with separators': {
    message: 'Limit: 30,000 / min, Used: 12, Requested: 61,337',
  },
}))
  test(`a 429 about ${what} is final`, () => {
    const outcome = outcomeOf(429, [], JSON.stringify({ error: body }));
    assert.equal(outcome.kind === 'throttled' && outcome.final, true, JSON.stringify(outcome));
  });

for (const [what, body] of Object.entries({
  'a quota per minute with a wait': {
    status: 'RESOURCE_EXHAUSTED',
    message:
      'You exceeded your current quota, please check your plan and billing details. Please retry in 34.07s.',
  },
  'a request that fits': {
    message: 'Rate limit reached: Limit 30000, Used 29000, Requested 1337. Try again in 2s.',
  },
}))
  test(`a 429 about ${what} is not final`, () => {
    const outcome = outcomeOf(429, [], JSON.stringify({ error: body }));
    assert.equal(outcome.kind === 'throttled' && outcome.final, false, JSON.stringify(outcome));
  });

test('a 429 is final if the quota is spent or the backend says not to retry', () => {
  for (const field of ['code', 'type']) {
    const body = JSON.stringify({
      error: { message: 'You exceeded your current quota', [field]: 'insufficient_quota' },
    });
    assert.deepEqual(outcomeOf(429, [], body), { ...throttled, final: true });
  }
  assert.deepEqual(outcomeOf(429, ['X-Should-Retry', 'false']), { ...throttled, final: true });
  assert.deepEqual(outcomeOf(429, ['x-should-retry', 'true']), throttled);
});

for (const [encoding, compress] of Object.entries({
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
})) {
  test(`a 429 whose body is compressed (${encoding}) is read`, () => {
    const headers = ['content-type', 'application/json', 'Content-Encoding', encoding.toUpperCase()];
    const spent = compress('{"error":{"code":"insufficient_quota"}}');
    assert.deepEqual(outcomeOf(429, headers, spent), { ...throttled, final: true });
    const busy = compress('{"error":{"code":"429","message":"Please retry after 26 seconds."}}');
    assert.deepEqual(outcomeOf(429, headers, busy), { ...throttled, retryAfterMs: 26_000 });
  });

  test(`a compressed body (${encoding}) that is cut short, corrupt or huge is ignored`, () => {
    const headers = ['content-encoding', encoding];
    const noise = Array.from({ length: 2_000 }, (_, index) => index * 7919).join(' ');
    const whole = compress(`Please retry after 26 seconds. ${noise}`);
    assert.equal(outcomeOf(429, headers, whole.subarray(0, -500)).kind, 'throttled');
    assert.deepEqual(outcomeOf(429, headers, 'not compressed'), throttled);
    assert.deepEqual(outcomeOf(429, headers, compress(Buffer.alloc(64 * 1024 * 1024))), throttled);
  });
}

test('the wait is read from the beginning of a compressed body', () => {
  const noise = Array.from({ length: 20_000 }, (_, index) => index * 7919).join(' ');
  const beginning = gzipSync(`Please retry after 26 seconds. ${noise}`).subarray(0, 40_000);
  assert.deepEqual(outcomeOf(429, ['content-encoding', 'gzip'], beginning), {
    ...throttled,
    retryAfterMs: 26_000,
  });
});

test('a 429 with S7PREQUEUE goes back into the queue', () => {
  assert.deepEqual(outcomeOf(429, ['S7PREQUEUE', 'true', 'retry-after-ms', '900']), {
    ...throttled,
    retryAfterMs: 900,
    requeue: true,
  });
  assert.deepEqual(outcomeOf(429, ['s7prequeue', 'True']), { ...throttled, requeue: true });
  assert.deepEqual(outcomeOf(429, ['S7PREQUEUE', 'false']), throttled);
  assert.deepEqual(outcomeOf(429, ['S7PREQUEUE', 'true', 'x-should-retry', 'false']), {
    ...throttled,
    final: true,
  });
});

test('a 503 that names a wait is throttled', () => {
  assert.deepEqual(outcomeOf(503, ['Retry-After', '3']), { ...throttled, status: 503, retryAfterMs: 3_000 });
  assert.equal(outcomeOf(503, ['x-ratelimit-reset-tokens', '3']).kind, 'failed');
});

test('a body of any kind can be classified', () => {
  const odd = [
    '',
    '<html>Too many</html>',
    'null',
    '42',
    '"text"',
    '[]',
    '{"error":null}',
    '{"error":"spent"}',
    '{"error":{"code":{}}}',
    '{"error"',
  ];
  for (const body of [...odd, Uint8Array.from({ length: 256 }, (_, byte) => byte)]) {
    assert.deepEqual(outcomeOf(429, [], body), throttled);
    assert.equal(outcomeOf(500, [], body).kind, 'failed');
    assert.equal(outcomeOf(400, [], body).kind, 'declined');
  }
});

test('a transport error is a failure with its reason', () => {
  for (const reason of ['connect', 'timeout', 'reset', 'protocol'] as const) {
    assert.deepEqual(classify({ reason, message: 'ECONNRESET' }, nowMs), {
      kind: 'failed',
      reason,
      status: undefined,
      retryable: true,
      message: 'ECONNRESET',
    });
  }
});
