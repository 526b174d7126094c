import { MemberNames, MemberScan } from '@laneway/answer-content';

import { replaceRanges } from './replace-ranges.ts';
import type { ByteRange } from './replace-ranges.ts';

const quote = 0x22;
const openBrace = 0x7b;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A JSON object with the text `value` in its member `name`; every other byte stays as it is. Where the member is repeated,
 * all its values are replaced, because parsers differ in which one they use. Bytes that are not an object, or whose member
 * is not a string of at most 64 KiB, are returned as they are.
 */
export function replaceMember(bytes: Uint8Array, name: string, value: string): Uint8Array {
  return beginsObject(bytes)
    ? replaceRanges(bytes, stringsOf(bytes, name), encoder.encode(JSON.stringify(value)))
    : bytes;
}

/** Where the strings are, quotes included, that the member `name` of the outermost object has as values. */
function stringsOf(bytes: Uint8Array, name: string): ByteRange[] {
  const found: ByteRange[] = [];
  const scan = new MemberScan({
    names: new MemberNames([name]),
    maxDepth: 1,
    onMember: ({ start, json }) => {
      if (json[0] === quote) found.push({ start, end: start + json.length });
    },
  });
  scan.push(bytes);
  return found;
}

/** Whether an object is the first thing after white space and a byte order mark. */
function beginsObject(bytes: Uint8Array): boolean {
  const start = bytes.indexOf(openBrace);
  return start !== -1 && decoder.decode(bytes.subarray(0, start)).trim() === '';
}
