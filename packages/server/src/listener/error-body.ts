import type { HeaderPairs } from '@laneway/contracts';

import type { Fault } from './fault.ts';
import { jsonAnswer } from './whole-answer.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** An error body in the shape that OpenAI's clients read. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
    /** All problems, if there may be more than one. */
    readonly problems?: readonly unknown[];
  };
}

const defaultRetryAfterMs = 1000;

/**
 * The answer to a refused request: OpenAI's error shape and the headers by which OpenAI's clients decide whether
 * and when to try again. `headers` are added.
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
  // Without this line, clients repeat every request with status 408, 409, 429 or 5xx.
  if (!fault.retryable) lines.push('x-should-retry', 'false');
  if (fault.allow !== undefined) lines.push('allow', fault.allow);
  return lines;
}

function retryDelayMs(fault: Fault): number | undefined {
  // At least 1: clients read 0 as absent and use their own backoff.
  if (fault.retryAfterMs !== undefined) return Math.max(1, Math.ceil(fault.retryAfterMs));
  return fault.status === 429 || fault.status === 503 ? defaultRetryAfterMs : undefined;
}
