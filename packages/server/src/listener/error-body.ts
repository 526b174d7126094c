import type { IncomingMessage } from 'node:http';

import type { HeaderPairs } from '@laneway/contracts';

import type { Acceptor } from '../gateway-port.ts';
import type { Fault } from './fault.ts';
import { requestTarget } from './request-target.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** An error body of the admin API. */
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
 * The answer to a refused request, with the headers by which clients decide whether and when to try again. `headers` are
 * added. `body`: JSON in the caller's dialect. Absent: it has the shape of the admin API until `inCallersDialect` writes it.
 */
export function errorAnswer(fault: Fault, headers: HeaderPairs = [], body?: string): WholeAnswer {
  const { status } = fault;
  const lines = ['content-type', 'application/json', ...faultHeaders(fault), ...headers];
  return body === undefined
    ? { status, headers: lines, body: JSON.stringify(ownBody(fault)), fault }
    : { status, headers: lines, body };
}

/**
 * `answer` as it is sent: an error in the dialect that the acceptor knows for the request, any other answer as it is.
 * `request`: absent if its head could not be read.
 */
export function inCallersDialect(
  answer: WholeAnswer,
  acceptor: Acceptor,
  requestId: string,
  request?: IncomingMessage,
): WholeAnswer {
  if (answer.fault === undefined || acceptor.errorBody === undefined) return answer;
  const { status, code, type, message, param } = answer.fault;
  const path = requestTarget(request?.url ?? '')?.path;
  const head = path === undefined ? undefined : { path, headers: request?.rawHeaders ?? [] };
  const body = acceptor.errorBody({ status, code, type, message, param, requestId }, head);
  return body === undefined ? answer : { ...answer, body };
}

function ownBody({ message, type, param, code, problems }: Fault): ErrorBody {
  return {
    error: { message, type, param: param ?? null, code, ...(problems !== undefined && { problems }) },
  };
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
