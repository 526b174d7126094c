import type { BreakerConfig } from '../config.ts';

/** Where a breaker is. `untilMs`: clock time of the next trial; `trial`: whether the one request that may try is under way. */
export type BreakerState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly untilMs: number }
  | { readonly kind: 'half-open'; readonly trial: boolean };

const closed: BreakerState = { kind: 'closed' };

/**
 * Keeps requests from an endpoint that has failed `failures` times within `windowMs`, for `openMs`; then lets one try.
 * It has no clock: the owner calls `halfOpen` at `openUntilMs`. What is recorded without a trial under way, by attempts
 * from before it opened, doesn't move it until it is closed again.
 */
export class Breaker {
  readonly #windowMs: number;
  readonly #openMs: number;
  /** A ring of the latest failures' times. */
  readonly #failures: Float64Array;
  #next = 0;
  #state: BreakerState = closed;

  constructor(config: BreakerConfig) {
    this.#windowMs = config.windowMs;
    this.#openMs = config.openMs;
    this.#failures = new Float64Array(config.failures).fill(-Infinity);
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Clock time of the next trial; `undefined` unless it is open. */
  get openUntilMs(): number | undefined {
    return this.#state.kind === 'open' ? this.#state.untilMs : undefined;
  }

  /** Whether a request may go through now. */
  admits(): boolean {
    return this.#state.kind === 'closed' || (this.#state.kind === 'half-open' && !this.#state.trial);
  }

  /** The endpoint has answered. Says whether that closed the breaker. */
  recordSuccess(_nowMs: number): boolean {
    if (!this.#trying()) return false;
    this.#failures.fill(-Infinity);
    this.#state = closed;
    return true;
  }

  /** The endpoint has failed. Says whether that opened the breaker. */
  recordFailure(nowMs: number): boolean {
    if (this.#state.kind === 'closed' ? !this.#tooMany(nowMs) : !this.#trying()) return false;
    this.#state = { kind: 'open', untilMs: nowMs + this.#openMs };
    return true;
  }

  /** Ends the open time. Says whether it was open. */
  halfOpen(): boolean {
    if (this.#state.kind !== 'open') return false;
    this.#state = { kind: 'half-open', trial: false };
    return true;
  }

  /** The one request that may try has begun. Only when half open. */
  startTrial(): void {
    if (this.#state.kind === 'half-open') this.#state = { kind: 'half-open', trial: true };
  }

  /** The trial has ended and shown nothing: another may begin. */
  abandonTrial(): void {
    if (this.#state.kind === 'half-open') this.#state = { kind: 'half-open', trial: false };
  }

  #trying(): boolean {
    return this.#state.kind === 'half-open' && this.#state.trial;
  }

  #tooMany(nowMs: number): boolean {
    this.#failures[this.#next] = nowMs;
    this.#next = (this.#next + 1) % this.#failures.length;
    const earliest = this.#failures[this.#next] ?? -Infinity;
    return nowMs - earliest <= this.#windowMs;
  }
}
