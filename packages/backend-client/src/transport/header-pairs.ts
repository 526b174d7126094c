import type { HeaderPairs } from '@laneway/contracts';

/**
 * Header lines from undici's raw ones (name, value, name, value, ...), with spelling, order and repetition kept.
 * Bytes become characters one to one (latin1), as Node's own HTTP server reads and writes them.
 */
export function headerPairs(raw: readonly Buffer[]): HeaderPairs {
  const first = raw[0];
  const last = raw.at(-1);
  if (first === undefined || last === undefined) return [];
  // A head nearly always arrives in one read: decoding that stretch once and cutting the text costs an eighth of decoding
  // every name and value.
  const base = first.byteOffset;
  const text = Buffer.from(first.buffer, base, Math.max(0, last.byteOffset + last.length - base)).toString(
    'latin1',
  );
  const pairs: string[] = [];
  let end = 0;
  for (const part of raw) {
    const start = part.byteOffset - base;
    if (part.buffer !== first.buffer || start < end) return raw.map((each) => each.toString('latin1'));
    end = start + part.length;
    pairs.push(text.slice(start, end));
  }
  return pairs;
}
