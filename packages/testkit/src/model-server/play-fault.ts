import type { ServerResponse } from 'node:http';
import { wholeAnswer, withHeaders } from './answer.ts';
import type { Answer } from './answer.ts';
import { errorAnswer } from './error-answer.ts';
import type { Fault } from './fault.ts';
import { throttleAnswer } from './throttle-answer.ts';

/** The answer of a fault that needs none of the model; `undefined` for the other faults. */
export function faultAnswer(fault: Fault, nowMs: number): Answer | undefined {
  switch (fault.kind) {
    case 'throttle':
      return throttleAnswer({ form: fault.form, retryAfterMs: fault.retryAfterMs ?? 1_000, nowMs });
    case 'status':
      return statusAnswer(fault);
    case 'redirect':
      return withHeaders(wholeAnswer(307, 'text/plain', Buffer.alloc(0)), { Location: fault.location });
    case 'empty':
      return wholeAnswer(200, 'application/json', Buffer.alloc(0));
    default:
      return undefined;
  }
}

/** Breaks the connection of a fault that never answers; false for the other faults. */
export function breakConnection(fault: Fault, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'refuse':
    case 'reset-before-headers':
      response.socket?.resetAndDestroy();
      return true;
    case 'garbage':
      response.socket?.end(Buffer.from('\u0015\u0003\u0001 this is not HTTP\r\n\r\n'));
      return true;
    default:
      return false;
  }
}

function statusAnswer({ status, headers = {}, body }: Fault & { kind: 'status' }): Answer {
  const answer =
    body === undefined
      ? errorAnswer(status, { code: String(status), message: `The simulated server answers ${status}.` })
      : wholeAnswer(status, 'application/json', Buffer.from(body));
  return withHeaders(answer, headers);
}
