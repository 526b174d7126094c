import type { Slots } from './slots.ts';
import { SlowStart } from './slow-start.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';
import { TimerEntry } from '../time/timer-wheel.ts';

/** The longest throttle that a backend's `Retry-After` can cause: backends have asked for a day. */
const longestMs = 120_000;
/** The shortest: sending again at once to a backend that has just throttled would flood it. */
const shortestMs = 20;
/** When a 429 gives no time. */
const defaultMs = 1_000;

/** Keeps requests from an endpoint that has answered 429, for as long as it asked; then lets them return by slow start. */
export class Throttle {
  readonly #slots: Slots;
  readonly #wheel: TimerWheel;
  readonly #now: () => number;
  readonly #timer: TimerEntry;
  readonly #slowStart = new SlowStart();
  #untilMs: number | undefined;

  /** `onEnd` is called when the throttle has ended and slow start has begun. */
  constructor(
    slots: Slots,
    parts: { readonly wheel: TimerWheel; readonly now: () => number; readonly onEnd: () => void },
  ) {
    this.#slots = slots;
    this.#wheel = parts.wheel;
    this.#now = parts.now;
    this.#timer = new TimerEntry(() => {
      this.#untilMs = undefined;
      this.#slowStart.begin(this.#slots.inFlight, this.#slots.total);
      parts.onEnd();
    });
  }

  /** Clock time at which it ends; `undefined` while the endpoint is not throttled. */
  get untilMs(): number | undefined {
    return this.#untilMs;
  }

  /** How many slots may be in use at once; `Infinity` unless a slow start is in progress. */
  get ceiling(): number {
    return this.#slowStart.ceiling;
  }

  /**
   * Throttles for `askedMs` milliseconds: at least 20, at most two minutes, one second if `undefined`.
   * Returns false if it already lasts as long.
   */
  begin(askedMs: number | undefined): boolean {
    const untilMs = this.#now() + Math.min(Math.max(askedMs ?? defaultMs, shortestMs), longestMs);
    if (this.#untilMs !== undefined && this.#untilMs >= untilMs) return false;
    this.#untilMs = untilMs;
    this.#wheel.schedule(this.#timer, untilMs);
    return true;
  }

  /** The backend has accepted a request. Returns whether slow start offers more slots now. */
  accepted(): boolean {
    return this.#slowStart.accepted(this.#slots.total);
  }

  /** Cancels the timer. */
  cancel(): void {
    this.#wheel.cancel(this.#timer);
  }
}
