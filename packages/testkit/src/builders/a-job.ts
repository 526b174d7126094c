import type { Job } from '@laneway/contracts';

/** A waiting job of `alice`, accepted when a fake clock begins. */
export function aJob(overrides: Partial<Job> = {}): Job {
  return {
    id: 'job-1',
    owner: 'alice',
    state: 'waiting',
    createdAtMs: Date.UTC(2026, 0, 1),
    request: {
      method: 'POST',
      target: '/openai/v1/chat/completions',
      headers: ['Content-Type', 'application/json'],
      body: new TextEncoder().encode('{"model":"gpt-4o","messages":[]}'),
    },
    ...overrides,
  };
}
