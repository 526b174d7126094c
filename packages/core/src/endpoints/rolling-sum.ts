const slots = 60;
/** Sums of floating-point numbers are wrong by less. */
const hair = 1e-6;

/**
 * What came to how much in the last `windowMs`, counted by sixtieths of that: an amount is forgotten when all of its
 * sixtieth is that long ago, so never too early. It has no clock; times must not go backwards.
 */
export class RollingSum {
  readonly #slotMs: number;
  /** One more than the window has, for the slot that is still being filled. */
  readonly #amounts = new Float64Array(slots + 1);
  #tick: number;
  #total = 0;

  /** `windowMs`: greater than 0. */
  constructor(windowMs: number, nowMs: number) {
    this.#slotMs = windowMs / slots;
    this.#tick = this.#tickAt(nowMs);
  }

  /** Counts `amount`, which may be negative, for the time `atMs`; what is too long ago isn't counted. */
  add(amount: number, atMs: number, nowMs: number): void {
    this.#advance(nowMs);
    const tick = this.#tickAt(atMs);
    if (tick < this.#tick - slots) return;
    this.#amounts[this.#place(tick)] = this.#amountAt(tick) + amount;
    this.#total += amount;
  }

  total(nowMs: number): number {
    this.#advance(nowMs);
    return Math.max(0, this.#total);
  }

  /** Clock time from which the sum is no more than `limit` if nothing is added: `nowMs` if it isn't now. */
  fallsToAtMs(limit: number, nowMs: number): number {
    this.#advance(nowMs);
    let left = this.#total;
    for (let tick = this.#tick - slots; left > limit + hair && tick <= this.#tick; tick += 1) {
      left -= this.#amountAt(tick);
      if (left <= limit + hair) return Math.ceil((tick + slots + 1) * this.#slotMs);
    }
    return nowMs;
  }

  #advance(nowMs: number): void {
    const tick = this.#tickAt(nowMs);
    for (let next = Math.max(this.#tick, tick - slots - 1) + 1; next <= tick; next += 1) {
      const place = this.#place(next);
      this.#total -= this.#amounts[place] ?? 0;
      this.#amounts[place] = 0;
    }
    this.#tick = Math.max(this.#tick, tick);
  }

  #amountAt(tick: number): number {
    return this.#amounts[this.#place(tick)] ?? 0;
  }

  #place(tick: number): number {
    return tick % (slots + 1);
  }

  #tickAt(atMs: number): number {
    return Math.floor(atMs / this.#slotMs);
  }
}
