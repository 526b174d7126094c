import type { Part } from '../answers/answer.ts';
import { ssePart } from '../answers/sse-part.ts';
import type { LineEnding } from '../answers/sse-part.ts';

/** The form of an error inside a 200 stream. */
export type ErrorEventForm =
  /** `data: {"error":{...}}`, chat. */
  | 'chat'
  /** `response.failed` with the error filled in. */
  | 'response-failed'
  /** `response.failed` with `error: null`. */
  | 'response-failed-without-error'
  /** `error` with its members nested under `error`, as Azure sends it. */
  | 'nested-error'
  /** `error` with flat members, as documented. */
  | 'flat-error'
  | 'failed-then-nested-error'
  | 'nested-error-then-failed';

/** The events of an error, to be inserted into a stream after `tokens` tokens. */
export function errorEvents(form: ErrorEventForm, lineEnding: LineEnding, tokens: number): readonly Part[] {
  const event = (name: ErrorEvent) => ssePart(lineEnding, { ...wireEvents[name], tokens });
  switch (form) {
    case 'chat':
      return [ssePart(lineEnding, { data: { error: chatError }, tokens })];
    case 'response-failed':
      return [event('failed')];
    case 'response-failed-without-error':
      return [event('failedWithoutError')];
    case 'nested-error':
      return [event('nested')];
    case 'flat-error':
      return [event('flat')];
    case 'failed-then-nested-error':
      return [event('failedWithoutError'), event('nested')];
    case 'nested-error-then-failed':
      return [event('nested'), event('failedWithoutError')];
    default:
      return form satisfies never;
  }
}

type ErrorEvent = 'failed' | 'failedWithoutError' | 'nested' | 'flat';

const message = 'Too many requests: this deployment is at its limit.';
const chatError = { code: 'rate_limit_exceeded', type: 'too_many_requests', message };

const wireEvents = {
  failed: failedEvent({ code: 'rate_limit_exceeded', message }),
  failedWithoutError: failedEvent(null),
  nested: {
    event: 'error',
    data: {
      type: 'error',
      sequence_number: 3,
      error: { ...chatError, param: null, headers: { 'x-ms-fe-error': 'true' } },
    },
  },
  flat: {
    event: 'error',
    data: { type: 'error', sequence_number: 3, code: 'rate_limit_exceeded', message, param: null },
  },
};

function failedEvent(error: Readonly<Record<string, string>> | null) {
  const response = {
    id: 'resp_failed',
    object: 'response',
    status: 'failed',
    error,
    output: [],
    usage: null,
  };
  return { event: 'response.failed', data: { type: 'response.failed', sequence_number: 2, response } };
}
