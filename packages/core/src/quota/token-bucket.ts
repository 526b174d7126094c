import { epsilon } from '../numbers/epsilon.ts';

/**
 * A token bucket for requests whose cost is only estimated: a wrong estimate may put it into debt.
 * `hasRoom` is true while anything is left, whatever a request needs: a small request never overtakes a large one, and one
 * larger than the bucket passes too. Times are handed in and must not go backwards.
 */
export class TokenBucket {
  readonly #burstMs: number;
  #perMinute: number;
  #capacity: number;
  #level: number;
  #atMs: number;

  /** Begins full. `perMinute`: greater than 0. `burstMs`: how long it takes to fill; its capacity is at least 1. */
  constructor(perMinute: number, burstMs: number, nowMs: number) {
    this.#burstMs = burstMs;
    this.#perMinute = perMinute;
    this.#capacity = capacityOf(perMinute, burstMs);
    this.#level = this.#capacity;
    this.#atMs = nowMs;
  }

  get perMinute(): number {
    return this.#perMinute;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** What is left; negative while in debt. */
  level(nowMs: number): number {
    return Math.min(
      this.#capacity,
      this.#level + (Math.max(0, nowMs - this.#atMs) * this.#perMinute) / 60_000,
    );
  }

  take(amount: number, nowMs: number): void {
    this.#set(this.level(nowMs) - amount, nowMs);
  }

  /** Puts back what was not used, up to the capacity. */
  give(amount: number, nowMs: number): void {
    this.#set(this.level(nowMs) + amount, nowMs);
  }

  hasRoom(nowMs: number): boolean {
    return this.holds(epsilon, nowMs);
  }

  /** Clock time from which there is room, in whole milliseconds unless it is `nowMs`. */
  roomAtMs(nowMs: number): number {
    return this.holdsAtMs(epsilon, nowMs);
  }

  /** Whether it has `amount`, or is full. */
  holds(amount: number, nowMs: number): boolean {
    return this.level(nowMs) > Math.min(amount, this.#capacity) - epsilon;
  }

  /** Clock time from which `holds` is true, in whole milliseconds unless it is `nowMs`. */
  holdsAtMs(amount: number, nowMs: number): number {
    if (this.holds(amount, nowMs)) return nowMs;
    const missing = Math.min(amount, this.#capacity) - this.level(nowMs);
    // Always the next whole millisecond: after rounding down, the amount might not be there yet.
    return Math.floor(nowMs + (missing * 60_000) / this.#perMinute) + 1;
  }

  /** Changes the rate; a bucket that was half full stays half full. */
  resize(perMinute: number, nowMs: number): void {
    const filled = this.level(nowMs) / this.#capacity;
    this.#perMinute = perMinute;
    this.#capacity = capacityOf(perMinute, this.#burstMs);
    this.#set(filled * this.#capacity, nowMs);
  }

  #set(level: number, nowMs: number): void {
    this.#level = Math.min(this.#capacity, level);
    this.#atMs = nowMs;
  }
}

function capacityOf(perMinute: number, burstMs: number): number {
  return Math.max(1, (perMinute * burstMs) / 60_000);
}
