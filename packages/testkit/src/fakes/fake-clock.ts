import type { Clock, Timer } from '@laneway/contracts';

interface PendingTimer {
  readonly dueMs: number;
  readonly fire: () => void;
}

// No test needs as many; more means that a timer sets itself again without a delay.
const maxFiringsAtOneMoment = 100_000;

/** A clock that moves only when a test advances it. */
export class FakeClock implements Clock {
  #nowMs: number;
  // In the order in which they fire: by due time, then by the time they were set.
  readonly #timers: PendingTimer[] = [];

  /** `startMs` is milliseconds since the Unix epoch. @default 2026-01-01T00:00:00Z */
  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Number of timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Throws `RangeError` if `delayMs` is negative or not a number. */
  setTimer(delayMs: number, fire: () => void): Timer {
    if (!(delayMs >= 0)) throw new RangeError(`delayMs is ${delayMs}; it must be 0 or more.`);
    const timer = { dueMs: this.#nowMs + delayMs, fire };
    const later = this.#timers.findIndex(({ dueMs }) => dueMs > timer.dueMs);
    this.#timers.splice(later === -1 ? this.#timers.length : later, 0, timer);
    return { cancel: () => this.#drop(timer) };
  }

  /**
   * Moves the clock by `ms` milliseconds and fires every timer that falls due, each at its own time, in order, including timers
   * set meanwhile. An error that a timer throws is thrown from here. Throws `RangeError` if `ms` is negative or not a number.
   */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`ms is ${ms}; it must be 0 or more.`);
    const endMs = this.#nowMs + ms;
    this.#fireUntil(endMs);
    this.#nowMs = endMs;
  }

  /** Moves the clock to the next due time and fires the timers due then. Returns false if no timer is pending. */
  advanceToNext(): boolean {
    const next = this.#timers[0];
    if (next === undefined) return false;
    this.#fireUntil(next.dueMs);
    return true;
  }

  #fireUntil(endMs: number): void {
    let firings = 0;
    for (let next = this.#timers[0]; next !== undefined && next.dueMs <= endMs; next = this.#timers[0]) {
      firings = next.dueMs > this.#nowMs ? 1 : firings + 1;
      if (firings > maxFiringsAtOneMoment)
        throw new Error('A timer keeps setting itself again without a delay.');
      this.#timers.shift();
      this.#nowMs = next.dueMs;
      next.fire();
    }
  }

  #drop(timer: PendingTimer): void {
    const index = this.#timers.indexOf(timer);
    if (index !== -1) this.#timers.splice(index, 1);
  }
}
