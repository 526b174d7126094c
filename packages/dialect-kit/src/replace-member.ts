import { replaceRanges } from './replace-ranges.ts';
import type { ByteRange } from './replace-ranges.ts';

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A JSON object with the text `value` in its member `name`; every other byte stays as it is. Where the member is repeated,
 * all its values are replaced, because parsers differ in which one they use. Bytes that are not an object, or whose member
 * is not a string, are returned as they are.
 */
export function replaceMember(bytes: Uint8Array, name: string, value: string): Uint8Array {
  return replaceRanges(bytes, memberValues(bytes, name), encoder.encode(JSON.stringify(value)));
}

/** Where the strings are, quotes included, that the member `name` of the outermost object has as values. */
function memberValues(bytes: Uint8Array, name: string): ByteRange[] {
  const key = JSON.stringify(name);
  const keyBytes = encoder.encode(key);
  const isKey = (written: Uint8Array) =>
    // A key may be written with escapes and still be this one.
    written.includes(backslash) ? withoutEscapes(decoder.decode(written)) === key : isSame(written, keyBytes);
  const found: ByteRange[] = [];
  let position = objectStart(bytes);
  let depth = 0;
  // What a string at this position is: a key of the outermost object, the value of the member, or anything else.
  let next: 'key' | 'value' | 'other' = 'other';
  while (position < bytes.length) {
    const byte = bytes[position];
    if (byte === quote) {
      const start = position;
      position = stringEnd(bytes, start);
      if (next === 'value') found.push({ start, end: position });
      next = next === 'key' && isKey(bytes.subarray(start, position)) ? 'value' : 'other';
      continue;
    }
    if (byte === openBrace || byte === openBracket) {
      depth += 1;
      next = depth === 1 ? 'key' : 'other';
    } else if (byte === closeBrace || byte === closeBracket) depth -= 1;
    else if (byte === comma && depth === 1) next = 'key';
    position += 1;
  }
  return found;
}

/** Where the object begins, after spaces and a byte order mark; the length of `bytes` if something else comes first. */
function objectStart(bytes: Uint8Array): number {
  const start = bytes.indexOf(openBrace);
  if (start === -1) return bytes.length;
  return decoder.decode(bytes.subarray(0, start)).trim() === '' ? start : bytes.length;
}

/** Index after the closing quote of the string that begins at `start`. */
function stringEnd(bytes: Uint8Array, start: number): number {
  let end = bytes.indexOf(quote, start + 1);
  while (end !== -1 && isEscaped(bytes, end)) end = bytes.indexOf(quote, end + 1);
  return end === -1 ? bytes.length : end + 1;
}

function isEscaped(bytes: Uint8Array, index: number): boolean {
  let backslashes = 0;
  while (bytes[index - 1 - backslashes] === backslash) backslashes += 1;
  return backslashes % 2 === 1;
}

function isSame(written: Uint8Array, key: Uint8Array): boolean {
  return written.length === key.length && written.every((byte, index) => byte === key[index]);
}

function withoutEscapes(key: string): string {
  return key.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
