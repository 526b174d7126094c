import { closingQuote, isEscaped, nextStructure } from './json-bytes.ts';
import type { MemberNames } from './member-names.ts';

/** A member that a scan was looking for. */
export interface FoundMember {
  readonly name: string;
  /** Objects and arrays around the member: 1 in the outermost object. */
  readonly depth: number;
  /** Offset of the value's first byte in all that was pushed. */
  readonly start: number;
  /** JSON text of the value, not checked. A view, valid during the call. */
  readonly json: Buffer;
}

/** What a scan looks for, and whom it calls. */
export interface MemberScanOptions {
  readonly names: MemberNames;
  /** Members of deeper objects are passed over. At least 1, the outermost object. */
  readonly maxDepth: number;
  readonly onMember: (member: FoundMember) => void;
  /** Called when an object or array at this depth, at most `maxDepth`, has ended. */
  readonly onLeave?: (depth: number) => void;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const space = 0x20;

/** A member with a longer value is passed over. Bytes. */
const valueLimit = 64 * 1024;

type Place =
  | 'between'
  | 'in-string'
  /** Behind a string that is one of the names: a colon makes it a member. */
  | 'after-name'
  | 'before-value'
  /** In a number, `true`, `false` or `null` that is the value of a member that was looked for. */
  | 'in-scalar';

/**
 * Finds members by name in JSON text that arrives in chunks, without parsing the rest. Documents may follow each other.
 * Keeps no more than the value that it is in, up to 64 KiB. Does not check that the text is JSON.
 */
export class MemberScan {
  readonly #options: MemberScanOptions;
  #place: Place = 'between';
  #depth = 0;
  /** Bytes of all earlier chunks. */
  #passed = 0;
  /** Whether the chunk ended with a backslash that escapes the first byte of the next one. */
  #escaped = false;
  /** The member that is being read, and the depth of its object; 0 if there is none. */
  #member = '';
  #memberDepth = 0;
  #memberStart = 0;
  /** Begin of the current name or value in this chunk; -1 if it need not be kept. */
  #keepFrom = -1;
  /** Its pieces in earlier chunks. */
  #kept: Buffer[] = [];
  #keptBytes = 0;

  constructor(options: MemberScanOptions) {
    this.#options = options;
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = 0;
    while (at < bytes.length) at = this.#advance(bytes, at);
    this.#keep(bytes);
    this.#passed += bytes.length;
  }

  /** Reads what begins at `from`, as far as it is in the chunk. Returns where it ended. */
  #advance(bytes: Buffer, from: number): number {
    switch (this.#place) {
      case 'between':
        return this.#passStructure(bytes, from);
      case 'in-string':
        return this.#passString(bytes, from);
      case 'in-scalar':
        return this.#passScalar(bytes, from);
      default:
        return this.#passToValue(bytes, from);
    }
  }

  #passStructure(bytes: Buffer, from: number): number {
    const at = nextStructure(bytes, from);
    switch (bytes[at]) {
      case undefined:
        return at;
      case quote:
        // Text outside of documents, such as the lines around events, may have single quotes.
        if (this.#depth === 0) return at + 1;
        this.#place = 'in-string';
        if (this.#mayBeName()) this.#keepFrom = at + 1;
        return at + 1;
      case openBrace:
      case openBracket:
        this.#depth += 1;
        return at + 1;
      default:
        this.#leave(bytes, at + 1);
        return at + 1;
    }
  }

  #passString(bytes: Buffer, from: number): number {
    const start = this.#escaped ? from + 1 : from;
    const end = closingQuote(bytes, start);
    this.#escaped = end === -1 && isEscaped(bytes, bytes.length, start);
    if (end === -1) return bytes.length;
    this.#place = 'between';
    if (this.#memberDepth === 0) this.#endName(bytes, end);
    else if (this.#memberDepth === this.#depth) this.#endMember(bytes, end + 1);
    return end + 1;
  }

  #passScalar(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length && !endsScalar(bytes[at] ?? space)) at += 1;
    if (at < bytes.length) {
      this.#place = 'between';
      this.#endMember(bytes, at);
    }
    return at;
  }

  /** Skips the colon after a name and the white space around it. */
  #passToValue(bytes: Buffer, from: number): number {
    const byte = bytes[from] ?? space;
    if (byte <= space) return from + 1;
    if (this.#place === 'after-name') {
      this.#place = byte === colon ? 'before-value' : 'between';
      return byte === colon ? from + 1 : from;
    }
    this.#memberDepth = this.#depth;
    this.#memberStart = this.#passed + from;
    this.#keepFrom = from;
    return this.#enterValue(byte, from);
  }

  #enterValue(byte: number, from: number): number {
    if (byte === quote) this.#place = 'in-string';
    else if (byte === openBrace || byte === openBracket) {
      this.#place = 'between';
      this.#depth += 1;
    } else {
      this.#place = 'in-scalar';
      return from;
    }
    return from + 1;
  }

  #leave(bytes: Buffer, end: number): void {
    if (this.#depth === 0) return;
    if (this.#depth <= this.#options.maxDepth) this.#options.onLeave?.(this.#depth);
    this.#depth -= 1;
    if (this.#depth > 0 && this.#depth === this.#memberDepth) this.#endMember(bytes, end);
  }

  #mayBeName(): boolean {
    return this.#memberDepth === 0 && this.#depth > 0 && this.#depth <= this.#options.maxDepth;
  }

  #endName(bytes: Buffer, end: number): void {
    if (this.#keepFrom === -1) return;
    const name =
      this.#keptBytes === 0
        ? this.#options.names.at(bytes, this.#keepFrom, end)
        : this.#nameInPieces(bytes.subarray(this.#keepFrom, end));
    this.#forget();
    if (name === undefined) return;
    this.#member = name;
    this.#place = 'after-name';
  }

  #nameInPieces(last: Buffer): string | undefined {
    if (this.#keptBytes + last.length > this.#options.names.limitBytes) return undefined;
    const whole = Buffer.concat([...this.#kept, last]);
    return this.#options.names.at(whole, 0, whole.length);
  }

  #endMember(bytes: Buffer, end: number): void {
    const last = bytes.subarray(this.#keepFrom, end);
    const isShort = this.#keptBytes + last.length <= valueLimit;
    const json = isShort && this.#keptBytes > 0 ? Buffer.concat([...this.#kept, last]) : last;
    const member = { name: this.#member, depth: this.#memberDepth, start: this.#memberStart, json };
    this.#memberDepth = 0;
    this.#forget();
    if (isShort) this.#options.onMember(member);
  }

  #forget(): void {
    this.#keepFrom = -1;
    this.#kept = [];
    this.#keptBytes = 0;
  }

  /** Copies the beginning of an unfinished name or value, since the chunk is only lent. */
  #keep(bytes: Buffer): void {
    if (this.#keepFrom === -1) return;
    const piece = bytes.subarray(this.#keepFrom);
    this.#keepFrom = 0;
    this.#keptBytes += piece.length;
    if (this.#keptBytes > valueLimit) this.#kept = [];
    else this.#kept.push(Buffer.from(piece));
  }
}

function endsScalar(byte: number): boolean {
  return byte <= space || byte === comma || byte === closeBrace || byte === closeBracket;
}
