import type { Attempt } from '@laneway/contracts';

import { aBody } from './a-body.ts';
import { aTarget } from './an-endpoint.ts';

/** An attempt at a chat completion. */
export function anAttempt(overrides: Partial<Attempt> = {}): Attempt {
  return {
    endpoint: aTarget(),
    method: 'POST',
    target: '/openai/v1/chat/completions',
    headers: ['Content-Type', 'application/json'],
    body: aBody({ model: 'gpt-4o', messages: [] }),
    ...overrides,
  };
}
