import type { AttemptEnded, ExchangeEnded } from '@laneway/contracts';

/** The event of a served exchange that took 900 ms and 100 tokens. */
export function anExchangeEnded(overrides: Partial<ExchangeEnded> = {}): ExchangeEnded {
  const atMs = overrides.atMs ?? Date.UTC(2026, 0, 1);
  return {
    kind: 'exchange-ended',
    atMs,
    requestId: 'request-1',
    method: 'POST',
    path: '/openai/v1/chat/completions',
    profile: 'alice',
    tier: undefined,
    lane: 'standard',
    facade: 'chat',
    endpoint: 'a',
    model: 'gpt-4o',
    outcome: 'served',
    error: undefined,
    status: 200,
    attempts: 1,
    spilled: false,
    receivedAtMs: atMs - 900,
    waitedMs: 0,
    firstByteMs: 300,
    durationMs: 900,
    usage: { promptTokens: 20, cachedTokens: 0, completionTokens: 80, reasoningTokens: 0 },
    usageExact: true,
    cost: 100,
    requestBytes: 64,
    responseBytes: 512,
    servedBy: undefined,
    traceparent: undefined,
    ...overrides,
  };
}

/** The event of a successful attempt that took 900 ms. */
export function anAttemptEnded(overrides: Partial<AttemptEnded> = {}): AttemptEnded {
  const atMs = overrides.atMs ?? Date.UTC(2026, 0, 1);
  return {
    kind: 'attempt-ended',
    atMs,
    requestId: 'request-1',
    facade: 'chat',
    endpoint: 'a',
    number: 1,
    outcome: { kind: 'success' },
    startedAtMs: atMs - 900,
    firstByteMs: 300,
    ...overrides,
  };
}
