/** The sum of the amounts added in the last `windowMs` milliseconds. */
export class SlidingSum {
  readonly #windowMs: number;
  #added: { readonly atMs: number; readonly amount: number }[] = [];
  #total = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(amount: number, nowMs: number): void {
    this.#forget(nowMs);
    this.#added.push({ atMs: nowMs, amount });
    this.#total += amount;
  }

  total(nowMs: number): number {
    this.#forget(nowMs);
    return this.#total;
  }

  /** Milliseconds until `amount` fits below `limit`, 0 if it fits now. An amount above the limit needs an empty window. */
  waitMs(amount: number, limit: number, nowMs: number): number {
    this.#forget(nowMs);
    let excess = this.#total + amount - limit;
    if (excess <= 0) return 0;
    for (const { atMs, amount: leaving } of this.#added) {
      excess -= leaving;
      if (excess <= 0) return atMs + this.#windowMs - nowMs;
    }
    return this.#windowMs;
  }

  #forget(nowMs: number): void {
    const fresh = this.#added.findIndex(({ atMs }) => atMs > nowMs - this.#windowMs);
    const gone = this.#added.splice(0, fresh < 0 ? this.#added.length : fresh);
    for (const { amount } of gone) this.#total -= amount;
  }
}
