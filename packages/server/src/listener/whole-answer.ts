import { STATUS_CODES } from 'node:http';

import type { HeaderPairs } from '@laneway/contracts';

import type { Fault } from './fault.ts';

/** An answer of the listener itself. Its length is known, so `headers` has no `content-length`. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: HeaderPairs;
  readonly body: string;
  /** What the body says, if it is an error that may be written in the caller's dialect. */
  readonly fault?: Fault;
}

/** An answer whose body is `value` as JSON. */
export function jsonAnswer(value: unknown, status = 200, headers: HeaderPairs = []): WholeAnswer {
  return {
    status,
    headers: ['content-type', 'application/json', ...headers],
    body: JSON.stringify(value) ?? 'null',
  };
}

/** An answer whose body is text of the media type `contentType`. */
export function textAnswer(body: string, contentType = 'text/plain; charset=utf-8'): WholeAnswer {
  return { status: 200, headers: ['content-type', contentType], body };
}

/** The reason phrase that goes with `status`. */
export function reasonPhrase(status: number): string {
  return STATUS_CODES[status] ?? '';
}

/** The answer as bytes for a connection that Node's parser has released, and that closes after it. */
export function rawAnswer(answer: WholeAnswer, requestId: string): string {
  const lines = [
    `HTTP/1.1 ${answer.status} ${reasonPhrase(answer.status)}`,
    `date: ${new Date().toUTCString()}`,
    `x-request-id: ${requestId}`,
    `content-length: ${Buffer.byteLength(answer.body)}`,
    'connection: close',
  ];
  for (let index = 0; index + 1 < answer.headers.length; index += 2) {
    lines.push(`${answer.headers[index]}: ${answer.headers[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n${answer.body}`;
}
