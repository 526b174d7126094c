import { epsilon } from '../numbers/epsilon.ts';

const buckets = 60;

/**
 * Sum of the amounts of the last `windowMs`, counted in sixtieths of it: an amount leaves the sum when all of its sixtieth
 * is outside the window, so up to a sixtieth late and never early. It has no clock; times must not go backwards.
 */
export class RollingSum {
  readonly #bucketMs: number;
  /** A ring with one bucket more than the window has, for the one that is still being filled. */
  readonly #amounts = new Float64Array(buckets + 1);
  /** Number of the bucket that `nowMs` falls into, counted from the epoch. */
  #tick: number;
  #total = 0;

  /** `windowMs`: greater than 0. */
  constructor(windowMs: number, nowMs: number) {
    this.#bucketMs = windowMs / buckets;
    this.#tick = this.#tickAt(nowMs);
  }

  /** Adds `amount`, which may be negative, at the time `atMs`. An amount from before the window is ignored. */
  add(amount: number, atMs: number, nowMs: number): void {
    this.#advance(nowMs);
    const tick = this.#tickAt(atMs);
    if (tick < this.#tick - buckets) return;
    this.#amounts[this.#indexOf(tick)] = this.#amountAt(tick) + amount;
    this.#total += amount;
  }

  total(nowMs: number): number {
    this.#advance(nowMs);
    return Math.max(0, this.#total);
  }

  /** Clock time from which the sum is at most `limit` if nothing is added; `nowMs` if it is now. */
  fallsToAtMs(limit: number, nowMs: number): number {
    this.#advance(nowMs);
    let left = this.#total;
    for (let tick = this.#tick - buckets; left > limit + epsilon && tick <= this.#tick; tick += 1) {
      left -= this.#amountAt(tick);
      if (left <= limit + epsilon) return Math.ceil((tick + buckets + 1) * this.#bucketMs);
    }
    return nowMs;
  }

  #advance(nowMs: number): void {
    const tick = this.#tickAt(nowMs);
    for (let next = Math.max(this.#tick, tick - buckets - 1) + 1; next <= tick; next += 1) {
      const index = this.#indexOf(next);
      this.#total -= this.#amounts[index] ?? 0;
      this.#amounts[index] = 0;
    }
    this.#tick = Math.max(this.#tick, tick);
  }

  #amountAt(tick: number): number {
    return this.#amounts[this.#indexOf(tick)] ?? 0;
  }

  #indexOf(tick: number): number {
    return tick % (buckets + 1);
  }

  #tickAt(atMs: number): number {
    return Math.floor(atMs / this.#bucketMs);
  }
}
