import type { JsonObject } from './json-object.ts';

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const bracketBit = 0x20;
const space = 0x20;

/** A member to look for. */
export interface MemberName {
  readonly text: string;
  readonly bytes: Uint8Array;
}

export function memberName(text: string): MemberName {
  return { text, bytes: Buffer.from(text) };
}

/**
 * The members of these names in the object that is all of `json`; the others are passed over without making anything of
 * them. `undefined` if it is no object, or broken where it was looked at.
 */
export function readMembers(json: Buffer, names: readonly MemberName[]): JsonObject | undefined {
  const start = skipSpace(json, 0);
  return json[start] === openBrace ? readMembersFrom(json, start + 1, names) : undefined;
}

/** The same, but only of the members behind `start`, where one begins. `undefined` also if it is within another object. */
export function readMembersFrom(
  json: Buffer,
  start: number,
  names: readonly MemberName[],
): JsonObject | undefined {
  const found: Record<string, unknown> = {};
  let at = skipSpace(json, start);
  while (json[at] === quote) {
    const nameEnd = endOfString(json, at);
    const separator = skipSpace(json, nameEnd);
    if (json[separator] !== colon) return undefined;
    const value = skipSpace(json, separator + 1);
    const end = endOfValue(json, value);
    const name = nameAt(json, at + 1, nameEnd - 1, names);
    if (name !== undefined && !take(found, name, json.toString('utf8', value, end))) return undefined;
    at = skipSpace(json, end);
    if (json[at] === comma) at = skipSpace(json, at + 1);
  }
  return json[at] === closeBrace && skipSpace(json, at + 1) === json.length ? found : undefined;
}

function take(found: Record<string, unknown>, name: string, text: string): boolean {
  try {
    found[name] = JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function nameAt(json: Buffer, from: number, to: number, names: readonly MemberName[]): string | undefined {
  for (const { text, bytes } of names) {
    if (bytes.length === to - from && startsWith(json, from, bytes)) return text;
  }
  return undefined;
}

function startsWith(json: Buffer, from: number, bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index += 1) {
    if (json[from + index] !== bytes[index]) return false;
  }
  return true;
}

function endOfValue(json: Buffer, start: number): number {
  const first = json[start];
  if (first === quote) return endOfString(json, start);
  return isOpening(first) ? endOfNested(json, start) : endOfScalar(json, start);
}

function endOfNested(json: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === quote) at = endOfString(json, at) - 1;
    else if (isOpening(byte)) depth += 1;
    else if (isClosing(byte)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return json.length;
}

function endOfString(json: Buffer, start: number): number {
  let at = start + 1;
  for (let byte = json[at]; byte !== quote && byte !== undefined; byte = json[at]) {
    at += byte === backslash ? 2 : 1;
  }
  return at + 1;
}

// Brackets and braces differ in one bit.
function isOpening(byte: number | undefined): boolean {
  return byte !== undefined && (byte | bracketBit) === openBrace;
}

function isClosing(byte: number): boolean {
  return (byte | bracketBit) === closeBrace;
}

function endOfScalar(json: Buffer, start: number): number {
  let at = start;
  while (at < json.length && json[at] !== comma && json[at] !== closeBrace) at += 1;
  return at;
}

// Line ends and tabs count too: all that is below the space is white space or not JSON.
function skipSpace(json: Buffer, from: number): number {
  let at = from;
  while (at < json.length && (json[at] ?? 0) <= space) at += 1;
  return at;
}
