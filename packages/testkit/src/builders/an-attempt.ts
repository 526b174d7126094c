import type { Attempt, ResponseHead } from '@laneway/contracts';

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

/** The head of a successful JSON answer. */
export function aHead(overrides: Partial<ResponseHead> = {}): ResponseHead {
  return { status: 200, statusText: 'OK', headers: ['Content-Type', 'application/json'], ...overrides };
}

/** The head of a successful streamed answer. */
export function aStreamHead(overrides: Partial<ResponseHead> = {}): ResponseHead {
  return aHead({ headers: ['Content-Type', 'text/event-stream; charset=utf-8'], ...overrides });
}
