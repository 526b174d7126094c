import type { HeaderPairs } from '@laneway/contracts';
import { isHeader } from '@laneway/contracts';

/** The header lines of an answer as they go on the wire. */
export interface ResponseLines {
  readonly lines: string[];
  /** The declared length of the body in bytes; `undefined` if it isn't declared. */
  readonly bodyBytes: number | undefined;
}

/**
 * An answer's header lines for Node: in order and with repetitions as given, except for three names.
 * `x-request-id` is the exchange's own, once. `content-length` comes last, because Node encodes a `content-disposition`
 * that follows it again, and is removed where HTTP forbids it (RFC 9110, 8.6). `trailer` is removed if a length is declared,
 * because trailers cannot be sent then.
 *
 * Throws `RangeError` if the declared length is invalid.
 */
export function responseLines(status: number, headers: HeaderPairs, requestId: string): ResponseLines {
  const lines = ['x-request-id', requestId];
  const trailers: string[] = [];
  let length: string | undefined;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    const value = headers[index + 1] ?? '';
    if (isHeader(name, 'content-length')) length = sameLength(length, value);
    else if (isHeader(name, 'trailer')) trailers.push(name, value);
    else if (!isHeader(name, 'x-request-id')) lines.push(name, value);
  }
  if (status === 101 || status === 204) return { lines, bodyBytes: undefined };
  if (length === undefined)
    return { lines: trailers.length === 0 ? lines : [...lines, ...trailers], bodyBytes: undefined };
  lines.push('content-length', length);
  return { lines, bodyBytes: Number(length) };
}

function sameLength(former: string | undefined, value: string): string {
  if (!/^\d{1,15}$/.test(value)) throw new RangeError('Content-Length is not a number.');
  if (former !== undefined && former !== value)
    throw new RangeError('Content-Length has two different values.');
  return value;
}
