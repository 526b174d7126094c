import type { HeaderPairs } from '@laneway/contracts';

import type { Fault } from './fault.ts';
import { jsonAnswer } from './whole-answer.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** The body that OpenAI's clients read errors from. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
    /** What is wrong, one by one, if there may be more than one thing. */
    readonly problems?: readonly unknown[];
  };
}

const defaultRetryAfterMs = 1000;

/**
 * The answer to a refused request: OpenAI's error shape and the headers that OpenAI's clients decide by whether
 * and when to try again. `headers` are sent beside them.
 */
export function errorAnswer(fault: Fault, headers: HeaderPairs = []): WholeAnswer {
  const { message, type, param, code, problems } = fault;
  const body: ErrorBody = {
    error: { message, type, param: param ?? null, code, ...(problems !== undefined && { problems }) },
  };
  return jsonAnswer(body, fault.status, [...faultHeaders(fault), ...headers]);
}

function faultHeaders(fault: Fault): HeaderPairs {
  const lines: string[] = [];
  const delayMs = retryDelayMs(fault);
  if (delayMs !== undefined) {
    lines.push('retry-after', `${Math.ceil(delayMs / 1000)}`, 'retry-after-ms', `${delayMs}`);
  }
  // Without this line, clients repeat whatever has status 408, 409, 429 or 5xx.
  if (!fault.retryable) lines.push('x-should-retry', 'false');
  if (fault.allow !== undefined) lines.push('allow', fault.allow);
  return lines;
}

function retryDelayMs(fault: Fault): number | undefined {
  // At least 1: clients read 0 as "not said" and fall back on a guess.
  if (fault.retryAfterMs !== undefined) return Math.max(1, Math.ceil(fault.retryAfterMs));
  return fault.status === 429 || fault.status === 503 ? defaultRetryAfterMs : undefined;
}
