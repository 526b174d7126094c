import type { AttemptEnded } from '@laneway/contracts';

/** The record of an attempt that was answered well. */
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
