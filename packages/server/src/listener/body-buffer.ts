import type { ByteBudget } from './byte-budget.ts';

/** Chunks below this size are copied into blocks. Bytes. */
const smallChunkBytes = 4096;
/** Sizes of the blocks; each is twice as large as the one before. Bytes. */
const firstBlockBytes = 4096;
const largestBlockBytes = 256 * 1024;

const empty = Buffer.alloc(0);

/** Why a body could not be kept. */
export type BodyFault = 'too-large' | 'no-room';

/** Collects a request body, and counts its bytes against a budget until they are released. */
export class BodyBuffer {
  readonly #limitBytes: number;
  readonly #budget: ByteBudget;
  #parts: Uint8Array[] = [];
  #block: Buffer = empty;
  #blockUsed = 0;
  #blockBytes = 0;
  #bytes = 0;
  #fault: BodyFault | undefined;
  #isReleased = false;

  /** `limitBytes`: longest body. */
  constructor(limitBytes: number, budget: ByteBudget) {
    this.#limitBytes = limitBytes;
    this.#budget = budget;
  }

  /** Set once the body exceeds the limit or the budget: nothing of it is kept then. */
  get fault(): BodyFault | undefined {
    return this.#fault;
  }

  /** Bytes collected so far. */
  get bytes(): number {
    return this.#bytes;
  }

  add(chunk: Uint8Array): void {
    if (this.#fault !== undefined || this.#isReleased) return;
    if (this.#bytes + chunk.length > this.#limitBytes) return this.#fail('too-large');
    if (!this.#budget.take(chunk.length)) return this.#fail('no-room');
    this.#bytes += chunk.length;
    if (this.#parts.length === 0 || chunk.length >= smallChunkBytes) this.#append(chunk);
    else this.#copy(chunk);
  }

  /** Drops the body, gives its bytes back to the budget, and keeps nothing from now on. */
  release(): void {
    this.#isReleased = true;
    this.#budget.give(this.#bytes);
    this.#bytes = 0;
    this.#parts = [];
    this.#block = empty;
    this.#blockUsed = 0;
  }

  /** Rejects the body as too large for a reason that its length does not show. */
  exceed(): void {
    if (this.#fault === undefined) this.#fail('too-large');
  }

  /** The body in one piece, which is handed over but counts until `release`. */
  take(): Uint8Array {
    this.#closeBlock();
    const [first] = this.#parts;
    const body =
      this.#parts.length === 1 && first !== undefined ? first : Buffer.concat(this.#parts, this.#bytes);
    this.#parts = [];
    return body;
  }

  #fail(fault: BodyFault): void {
    this.#fault = fault;
    this.release();
  }

  #append(chunk: Uint8Array): void {
    this.#closeBlock();
    this.#parts.push(chunk);
  }

  // A chunk of a few bytes would be an object of hundreds.
  #copy(chunk: Uint8Array): void {
    if (this.#blockUsed + chunk.length > this.#block.length) this.#closeBlock();
    if (this.#block.length === 0) this.#block = this.#newBlock();
    this.#block.set(chunk, this.#blockUsed);
    this.#blockUsed += chunk.length;
  }

  #newBlock(): Buffer {
    this.#blockBytes = Math.min(largestBlockBytes, Math.max(firstBlockBytes, this.#blockBytes * 2));
    return Buffer.allocUnsafeSlow(this.#blockBytes);
  }

  // A block that is less than half full is copied and used again: at most half of the memory is unused.
  #closeBlock(): void {
    if (this.#blockUsed === 0) return;
    const used = this.#block.subarray(0, this.#blockUsed);
    const isMostlyEmpty = used.length * 2 < this.#block.length;
    this.#parts.push(isMostlyEmpty ? Buffer.from(used) : used);
    if (!isMostlyEmpty) this.#block = empty;
    this.#blockUsed = 0;
  }
}
