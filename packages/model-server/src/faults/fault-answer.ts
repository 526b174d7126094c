import { wholeAnswer, withHeaders } from '../answers/answer.ts';
import type { Answer } from '../answers/answer.ts';
import { errorAnswer } from '../answers/error-answer.ts';
import type { Fault } from './fault.ts';
import { throttleAnswer } from './throttle-answer.ts';

/** The answer of a fault that has one of its own. `undefined` for other faults. */
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

function statusAnswer({ status, headers = {}, body }: Fault & { kind: 'status' }): Answer {
  const answer =
    body === undefined
      ? errorAnswer(status, { code: String(status), message: `The simulated server answers ${status}.` })
      : wholeAnswer(status, 'application/json', Buffer.from(body));
  return withHeaders(answer, headers);
}
