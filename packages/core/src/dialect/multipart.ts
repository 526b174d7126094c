import type { HeaderPairs } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import { replaceRanges } from './replace-ranges.ts';
import type { ByteRange } from './replace-ranges.ts';

const cr = 13;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const blankLine = encoder.encode('\r\n\r\n');

/** What separates the parts of a `multipart/form-data` body; `undefined` if it is something else. Source: RFC 7578. */
export function multipartBoundary(headers: HeaderPairs): string | undefined {
  const type = headerValue(headers, 'content-type');
  if (type === undefined || !/^\s*multipart\/form-data\s*;/i.test(type)) return undefined;
  return /;\s*boundary="?([^";]+)"?/i.exec(type)?.[1];
}

/** The value of the form field `model` in a `multipart/form-data` body; `undefined` if it has none. Source: RFC 7578. */
export function modelInMultipart(bytes: Uint8Array, boundary: string): string | undefined {
  for (const { start, end } of modelFields(bytes, boundary))
    return decoder.decode(bytes.subarray(start, end));
  return undefined;
}

/** A `multipart/form-data` body with `to` in its form field `model`; all its other bytes stay as they are. */
export function renameInMultipart(bytes: Uint8Array, boundary: string, to: string): Uint8Array {
  return replaceRanges(bytes, [...modelFields(bytes, boundary)], encoder.encode(to));
}

/** Where the values of the field are. */
function* modelFields(bytes: Uint8Array, boundary: string): Generator<ByteRange> {
  const delimiter = encoder.encode(`\r\n--${boundary}`);
  // The first delimiter may stand at the very beginning, without a line end.
  const opening = startsWith(bytes, delimiter.subarray(2), 0) ? -2 : indexOf(bytes, delimiter, 0);
  if (opening === -1) return;
  let partStart = opening + delimiter.length;
  for (let partEnd = indexOf(bytes, delimiter, partStart); partEnd !== -1;) {
    const part = bytes.subarray(partStart, partEnd);
    const headersEnd = indexOf(part, blankLine, 0);
    if (headersEnd !== -1 && isModelField(part.subarray(0, headersEnd))) {
      yield { start: partStart + headersEnd + blankLine.length, end: partEnd };
    }
    partStart = partEnd + delimiter.length;
    partEnd = indexOf(bytes, delimiter, partStart);
  }
}

/** Whether these are the headers of the form field, not of a file. */
function isModelField(headers: Uint8Array): boolean {
  const [, parameters] = /^content-disposition:\s*form-data\b(.*)$/im.exec(decoder.decode(headers)) ?? [];
  if (parameters === undefined) return false;
  return /;\s*name=(?:"model"|model\s*(?:;|$))/i.test(parameters) && !/;\s*filename\*?=/i.test(parameters);
}

/** Index of the first `sought` at `from` or later, which begins with a CR; -1 if there is none. */
function indexOf(bytes: Uint8Array, sought: Uint8Array, from: number): number {
  let index = bytes.indexOf(cr, from);
  while (index !== -1 && !startsWith(bytes, sought, index)) index = bytes.indexOf(cr, index + 1);
  return index;
}

function startsWith(bytes: Uint8Array, sought: Uint8Array, at: number): boolean {
  return sought.every((byte, index) => bytes[at + index] === byte);
}
