import type { BreakerState } from '@laneway/contracts';

import type { BreakerConfig } from '../config.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';
import { TimerEntry } from '../time/timer-wheel.ts';

type State =
  /** Normal operation: requests pass, and failures are counted. */
  | { readonly kind: 'closed' }
  /** `failures` failures within `windowMs`: no request passes until `untilMs` (clock time). */
  | { readonly kind: 'open'; readonly untilMs: number }
  /** The open time is over: one request at a time passes as a trial. Its outcome closes the breaker or opens it again. */
  | { readonly kind: 'half-open'; readonly trial: boolean };

/** What an attempt says of the endpoint's health: `unknown` if it was throttled or cancelled. */
export type AttemptHealth = 'success' | 'failure' | 'unknown';

const closed: State = { kind: 'closed' };

/**
 * Circuit breaker of one endpoint: keeps requests from it after `failures` failures within `windowMs`, for `openMs`; then
 * lets one try.
 */
export class Breaker {
  readonly #wheel: TimerWheel;
  readonly #now: () => number;
  readonly #onChange: (state: BreakerState) => void;
  readonly #timer: TimerEntry;
  #config: BreakerConfig;
  /** Times of the latest failures: a ring of as many as open the breaker. */
  #failures: Float64Array;
  #nextFailure = 0;
  #state: State = closed;

  /** `onChange` is called after each change of state, except by `configure`. */
  constructor(
    config: BreakerConfig,
    parts: {
      readonly wheel: TimerWheel;
      readonly now: () => number;
      readonly onChange: (state: BreakerState) => void;
    },
  ) {
    this.#config = config;
    this.#failures = noFailures(config);
    this.#wheel = parts.wheel;
    this.#now = parts.now;
    this.#onChange = parts.onChange;
    this.#timer = new TimerEntry(() => this.#become({ kind: 'half-open', trial: false }));
  }

  get state(): BreakerState {
    return this.#state.kind;
  }

  /** Clock time at which it becomes half-open; `undefined` unless it is open. */
  get openUntilMs(): number | undefined {
    return this.#state.kind === 'open' ? this.#state.untilMs : undefined;
  }

  /** Starts again, closed, with other settings. */
  configure(config: BreakerConfig): void {
    this.cancel();
    this.#config = config;
    this.#failures = noFailures(config);
    this.#nextFailure = 0;
    this.#state = closed;
  }

  /** Whether a request may pass now. */
  admits(): boolean {
    return this.#state.kind === 'closed' || (this.#state.kind === 'half-open' && !this.#state.trial);
  }

  /** An attempt begins. Returns whether it is the trial of a half-open breaker. */
  beginAttempt(): boolean {
    if (this.#state.kind !== 'half-open') return false;
    this.#state = { kind: 'half-open', trial: true };
    return true;
  }

  /**
   * An attempt has ended. `trial`: what `beginAttempt` returned for it. Attempts that began before the breaker opened do
   * not move it until it is closed again.
   */
  record(health: AttemptHealth, trial: boolean): void {
    if (this.#state.kind === 'closed') {
      if (health === 'failure' && this.#exceeds(this.#now())) this.#open();
      return;
    }
    if (!trial || this.#state.kind === 'open' || !this.#state.trial) return;
    if (health === 'success') this.#close();
    else if (health === 'failure') this.#open();
    else this.#state = { kind: 'half-open', trial: false };
  }

  /** Cancels the timer that ends the open state. */
  cancel(): void {
    this.#wheel.cancel(this.#timer);
  }

  #open(): void {
    const untilMs = this.#now() + this.#config.openMs;
    this.#wheel.schedule(this.#timer, untilMs);
    this.#become({ kind: 'open', untilMs });
  }

  #close(): void {
    this.#failures.fill(-Infinity);
    this.#become(closed);
  }

  #become(state: State): void {
    this.#state = state;
    this.#onChange(state.kind);
  }

  /** Notes a failure. Returns whether the window holds enough of them to open. */
  #exceeds(nowMs: number): boolean {
    this.#failures[this.#nextFailure] = nowMs;
    this.#nextFailure = (this.#nextFailure + 1) % this.#failures.length;
    const earliestMs = this.#failures[this.#nextFailure] ?? -Infinity;
    return nowMs - earliestMs <= this.#config.windowMs;
  }
}

function noFailures({ failures }: BreakerConfig): Float64Array {
  return new Float64Array(failures).fill(-Infinity);
}
