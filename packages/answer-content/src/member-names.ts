import { parsedJson } from './parsed-json.ts';

const backslash = 0x5c;
/** Bytes of one escaped character, as in `\u0061`. */
const escapeBytes = 6;

/** Names of members to look for in JSON text. They are recognised also where they are written with escapes. */
export class MemberNames {
  readonly #names: readonly { readonly name: string; readonly bytes: Buffer }[];
  readonly #longestBytes: number;

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => ({ name, bytes: Buffer.from(name) }));
    this.#longestBytes = Math.max(...this.#names.map(({ bytes }) => bytes.length));
  }

  /** Bytes of the longest string that may be one of the names, however it is escaped, without its quotes. */
  get limitBytes(): number {
    return this.#longestBytes * escapeBytes;
  }

  /** The name between the quotes at `start - 1` and `end`; `undefined` if it is not one of these. */
  at(json: Buffer, start: number, end: number): string | undefined {
    const length = end - start;
    for (const { name, bytes } of this.#names) {
      if (bytes.length === length && isAt(json, start, bytes)) return name;
    }
    if (length > this.limitBytes || !json.subarray(start, end).includes(backslash)) return undefined;
    const unescaped = parsedJson(`"${json.toString('utf8', start, end)}"`);
    return this.#names.find(({ name }) => name === unescaped)?.name;
  }
}

function isAt(json: Buffer, start: number, bytes: Buffer): boolean {
  for (let index = 0; index < bytes.length; index += 1) {
    if (json[start + index] !== bytes[index]) return false;
  }
  return true;
}
