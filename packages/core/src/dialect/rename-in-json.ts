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
const modelKey = encoder.encode('"model"');

/**
 * A JSON object with `to` as the value of its `model`; all its other bytes stay as they are. If the key is there more than
 * once, all are changed, since parsers differ in which one they believe. What isn't an object, or has no such string,
 * is returned as it is.
 */
export function renameInJson(bytes: Uint8Array, to: string): Uint8Array {
  return replaceRanges(bytes, modelValues(bytes), encoder.encode(JSON.stringify(to)));
}

/** Where the strings are, with their quotes, that `model` has as values in the outermost object. */
function modelValues(bytes: Uint8Array): ByteRange[] {
  const found: ByteRange[] = [];
  let position = objectStart(bytes);
  let depth = 0;
  // What a string would be here: a key of the outermost object, the value of its `model`, or anything else.
  let next: 'key' | 'model' | 'other' = 'other';
  while (position < bytes.length) {
    const byte = bytes[position];
    if (byte === quote) {
      const start = position;
      position = stringEnd(bytes, start);
      if (next === 'model') found.push({ start, end: position });
      next = next === 'key' && isModelKey(bytes, start, position) ? 'model' : 'other';
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

/** Where the object begins, behind spaces and a byte order mark; the end if something else comes first. */
function objectStart(bytes: Uint8Array): number {
  const start = bytes.indexOf(openBrace);
  if (start === -1) return bytes.length;
  return decoder.decode(bytes.subarray(0, start)).trim() === '' ? start : bytes.length;
}

/** Index behind the closing quote of the string that begins at `start`. */
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

function isModelKey(bytes: Uint8Array, start: number, end: number): boolean {
  const key = bytes.subarray(start, end);
  // A key may be written with escapes and still be this one.
  if (key.includes(backslash)) return withoutEscapes(decoder.decode(key)) === '"model"';
  return key.length === modelKey.length && key.every((byte, index) => byte === modelKey[index]);
}

function withoutEscapes(key: string): string {
  return key.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
