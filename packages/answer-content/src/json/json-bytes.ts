const quote = 0x22;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const structure = [quote, openBracket, closeBracket, openBrace, closeBrace];
const isStructure = new Uint8Array(256);
for (const byte of structure) isStructure[byte] = 1;

// Nearer bytes are found in a loop: to begin a native search takes as long.
const nearQuote = 64;
const nearStructure = 512;
/** Bytes that a native search covers in one call. */
const searched = 4096;

/** Index of the first quote, bracket or brace at `from` or later; the length of `json` if there is none. Not for strings. */
export function nextStructure(json: Buffer, from: number): number {
  const nearEnd = Math.min(from + nearStructure, json.length);
  let at = from;
  while (at < nearEnd) {
    if (isStructure[json[at] ?? 0] === 1) return at;
    at += 1;
  }
  // Embeddings are arrays of many thousand numbers.
  for (; at < json.length; at += searched) {
    const part = json.subarray(at, at + searched);
    const found = structure.map((byte) => part.indexOf(byte)).filter((index) => index !== -1);
    if (found.length > 0) return at + Math.min(...found);
  }
  return json.length;
}

/**
 * Index of the quote that closes the JSON string whose content goes on at `from`, where nothing is escaped; -1 if it is
 * not in `json`.
 */
export function closingQuote(json: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const nearEnd = Math.min(at + nearQuote, json.length);
    while (at < nearEnd) {
      const byte = json[at];
      if (byte === quote) return at;
      at += byte === backslash ? 2 : 1;
    }
    const found = json.indexOf(quote, at);
    if (found === -1 || !isEscaped(json, found, at)) return found;
    at = found + 1;
  }
}

/** Whether the byte at `index` is escaped, in a string whose content goes on at `from`. `index` may be the end of `json`. */
export function isEscaped(json: Buffer, index: number, from: number): boolean {
  let start = index;
  while (start > from && json[start - 1] === backslash) start -= 1;
  return (index - start) % 2 === 1;
}
