import { parsedJson } from './parsed-json.ts';

const backslash = 0x5c;
/** Bytes of one escaped character, as in `\u0061`. */
const escapeBytes = 6;

/** Names of members to look for in JSON text. They are recognised also where they are written with escapes. */
export class MemberNames {
  readonly #names: ReadonlySet<string>;
  /** Names by the number of their bytes. */
  readonly #byLength: { readonly name: string; readonly bytes: Buffer }[][] = [];

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
    for (const name of this.#names) {
      const bytes = Buffer.from(name);
      (this.#byLength[bytes.length] ??= []).push({ name, bytes });
    }
  }

  /** Bytes of the longest string that may be one of the names, however it is escaped, without its quotes. */
  get limitBytes(): number {
    return (this.#byLength.length - 1) * escapeBytes;
  }

  /** The name between the quotes at `start - 1` and `end`; `undefined` if it is not one of these. */
  at(json: Buffer, start: number, end: number): string | undefined {
    const length = end - start;
    for (const { name, bytes } of this.#byLength[length] ?? []) if (isAt(json, start, bytes)) return name;
    if (length > this.limitBytes || !hasBackslash(json, start, end)) return undefined;
    const unescaped = parsedJson(`"${json.toString('utf8', start, end)}"`);
    return typeof unescaped === 'string' && this.#names.has(unescaped) ? unescaped : undefined;
  }
}

// A native search of so few bytes would take longer.
function hasBackslash(json: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if (json[index] === backslash) return true;
  return false;
}

function isAt(json: Buffer, start: number, bytes: Buffer): boolean {
  for (let index = 0; index < bytes.length; index += 1) {
    if (json[start + index] !== bytes[index]) return false;
  }
  return true;
}
