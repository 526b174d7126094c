import type { Clock, Timer } from '@laneway/contracts';

interface PendingTimer {
  readonly dueMs: number;
  readonly fire: () => void;
}

// Far above what any test sets for one moment: more than this is a timer that sets itself again without a delay.
const mostFiringsAtOneMoment = 100_000;

/** A clock that stands still until it is told to move. */
export class FakeClock implements Clock {
  #nowMs: number;
  // Soonest first; of those due together, the one set first.
  readonly #timers: PendingTimer[] = [];

  /** `startMs` is milliseconds since the Unix epoch. @default 2026-01-01T00:00:00Z */
  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Throws `RangeError` if `delayMs` is negative or not a number. */
  setTimer(delayMs: number, fire: () => void): Timer {
    if (!(delayMs >= 0)) throw new RangeError(`delayMs is ${delayMs}; it must be 0 or more`);
    const timer = { dueMs: this.#nowMs + delayMs, fire };
    const later = this.#timers.findIndex(({ dueMs }) => dueMs > timer.dueMs);
    this.#timers.splice(later === -1 ? this.#timers.length : later, 0, timer);
    return { cancel: () => this.#drop(timer) };
  }

  /**
   * Moves on by `ms` milliseconds (0 or more) and fires what falls due on the way, each at its own moment, in order,
   * timers set meanwhile included. What a timer throws is thrown from here.
   */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`cannot advance by ${ms} ms; time never goes backwards`);
    const endMs = this.#nowMs + ms;
    this.#fireUntil(endMs);
    this.#nowMs = endMs;
  }

  /** Moves to the moment when the next timer is due and fires all that are due then. Returns false if none is pending. */
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
      if (firings > mostFiringsAtOneMoment)
        throw new Error('a timer keeps setting itself again without a delay');
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
