/** Bytes that all connections of a listener may hold together. */
export class ByteBudget {
  readonly #limit: number;
  #held = 0;

  /** `limit`: at least 0. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that are held now. */
  get held(): number {
    return this.#held;
  }

  /** Takes `bytes`, unless more than the limit would be held. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#limit) return false;
    this.#held += bytes;
    return true;
  }

  /** Gives back what was taken. */
  give(bytes: number): void {
    this.#held -= bytes;
  }
}
