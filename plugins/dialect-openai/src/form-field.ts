import type { HeaderPairs } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';
import type { ByteRange } from '@laneway/dialect-kit';
import { replaceRanges } from '@laneway/dialect-kit';

const cr = 13;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const blankLine = encoder.encode('\r\n\r\n');

/** The text that separates the parts of a `multipart/form-data` body; `undefined` if the body is something else. Source: RFC 7578. */
export function multipartBoundary(headers: HeaderPairs): string | undefined {
  const type = headerValue(headers, 'content-type');
  if (type === undefined || !/^\s*multipart\/form-data\s*;/i.test(type)) return undefined;
  return /;\s*boundary="?([^";]+)"?/i.exec(type)?.[1];
}

/** The value of a field in a `multipart/form-data` body; `undefined` if the body does not have it. Source: RFC 7578. */
export function formField(bytes: Uint8Array, boundary: string, name: string): string | undefined {
  for (const { start, end } of fieldValues(bytes, boundary, name))
    return decoder.decode(bytes.subarray(start, end));
  return undefined;
}

/** A `multipart/form-data` body with another value in a field, wherever it is repeated; every other byte stays as it is. */
export function replaceFormField(
  bytes: Uint8Array,
  boundary: string,
  { name, value }: { readonly name: string; readonly value: string },
): Uint8Array {
  return replaceRanges(bytes, [...fieldValues(bytes, boundary, name)], encoder.encode(value));
}

function* fieldValues(bytes: Uint8Array, boundary: string, name: string): Generator<ByteRange> {
  const delimiter = encoder.encode(`\r\n--${boundary}`);
  // The first delimiter may stand at the very beginning, without a line end.
  const opening = startsWith(bytes, delimiter.subarray(2), 0) ? -2 : indexOf(bytes, delimiter, 0);
  if (opening === -1) return;
  let partStart = opening + delimiter.length;
  for (let partEnd = indexOf(bytes, delimiter, partStart); partEnd !== -1;) {
    const part = bytes.subarray(partStart, partEnd);
    const headersEnd = indexOf(part, blankLine, 0);
    if (headersEnd !== -1 && fieldName(part.subarray(0, headersEnd)) === name) {
      yield { start: partStart + headersEnd + blankLine.length, end: partEnd };
    }
    partStart = partEnd + delimiter.length;
    partEnd = indexOf(bytes, delimiter, partStart);
  }
}

/** The name of the form field that these headers belong to, lower case; `undefined` if they belong to a file. */
function fieldName(headers: Uint8Array): string | undefined {
  const [, parameters] = /^content-disposition:\s*form-data\b(.*)$/im.exec(decoder.decode(headers)) ?? [];
  if (parameters === undefined || /;\s*filename\*?=/i.test(parameters)) return undefined;
  const [, quoted, bare] = /;\s*name=(?:"([^"]*)"|([^\s;]+))/i.exec(parameters) ?? [];
  return (quoted ?? bare)?.toLowerCase();
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
