import type { ResponseHead } from '@laneway/contracts';

/** The head of a good JSON answer. */
export function aHead(overrides: Partial<ResponseHead> = {}): ResponseHead {
  return { status: 200, statusText: 'OK', headers: ['Content-Type', 'application/json'], ...overrides };
}

/** The head of a good streamed answer. */
export function aStreamHead(overrides: Partial<ResponseHead> = {}): ResponseHead {
  return aHead({ headers: ['Content-Type', 'text/event-stream; charset=utf-8'], ...overrides });
}
