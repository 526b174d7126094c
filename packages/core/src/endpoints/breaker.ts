import type { BreakerState } from '@laneway/contracts';

import type { BreakerConfig } from '../config.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';
import { TimerEntry } from '../time/timer-wheel.ts';
import { FailureCount } from './failure-count.ts';

type State =
  /** Normal operation: requests pass, and failures are counted. */
  | { readonly kind: 'closed' }
  /** The endpoint has failed too often: no request passes until `untilMs` (clock time). */
  | { readonly kind: 'open'; readonly untilMs: number }
  /** The open time is over: one request at a time passes as a trial. Its outcome closes the breaker or opens it again. */
  | { readonly kind: 'half-open'; readonly trial: number };

/** What an attempt says of the endpoint's health: `unknown` if it was throttled or cancelled. */
export type AttemptHealth = 'success' | 'failure' | 'unknown';

const closed: State = { kind: 'closed' };
const noTrial = 0;

/**
 * Circuit breaker of one endpoint: keeps requests from it for `openMs` once it has failed too often in a row or in share;
 * then lets one try. Noise doesn't open it: one failure in a hundred is weighed against the successes.
 */
export class Breaker {
  readonly #wheel: TimerWheel;
  readonly #now: () => number;
  readonly #onChange: (state: BreakerState) => void;
  readonly #timer: TimerEntry;
  #config: BreakerConfig;
  #count: FailureCount;
  #state: State = closed;
  #trials = noTrial;

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
    this.#count = new FailureCount(config, parts.now());
    this.#wheel = parts.wheel;
    this.#now = parts.now;
    this.#onChange = parts.onChange;
    this.#timer = new TimerEntry(() => this.#become({ kind: 'half-open', trial: noTrial }));
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
    this.#count = new FailureCount(config, this.#now());
    this.#state = closed;
  }

  /** Whether a request may pass now. */
  admits(): boolean {
    return (
      this.#state.kind === 'closed' || (this.#state.kind === 'half-open' && this.#state.trial === noTrial)
    );
  }

  /** An attempt begins. Returns the number of the trial that it is; 0 unless the breaker is half-open. */
  beginAttempt(): number {
    if (this.#state.kind !== 'half-open') return noTrial;
    this.#trials += 1;
    this.#state = { kind: 'half-open', trial: this.#trials };
    return this.#trials;
  }

  /**
   * An attempt has ended. `trial`: what `beginAttempt` returned for it. Attempts that began before the breaker opened do
   * not move it until it is closed again.
   */
  record(health: AttemptHealth, trial: number): void {
    if (this.#state.kind === 'closed') {
      if (health === 'success') this.#count.success(this.#now());
      else if (health === 'failure' && this.#count.failure(this.#now())) this.#open();
      return;
    }
    if (!this.#isTrial(trial)) return;
    if (health === 'success') this.#close();
    else if (health === 'failure') this.#open();
    else this.#state = { kind: 'half-open', trial: noTrial };
  }

  /**
   * The answer to an attempt has begun well. A trial has proved enough by that, however long its answer takes. Returns
   * whether that closed the breaker.
   */
  answerBegan(trial: number): boolean {
    if (!this.#isTrial(trial)) return false;
    this.#close();
    return true;
  }

  /** Cancels the timer that ends the open state. */
  cancel(): void {
    this.#wheel.cancel(this.#timer);
  }

  // An attempt that was the trial of an earlier half-open time is an attempt like any other.
  #isTrial(trial: number): boolean {
    return trial !== noTrial && this.#state.kind === 'half-open' && this.#state.trial === trial;
  }

  #open(): void {
    const untilMs = this.#now() + this.#config.openMs;
    this.#wheel.schedule(this.#timer, untilMs);
    this.#become({ kind: 'open', untilMs });
  }

  #close(): void {
    this.#count = new FailureCount(this.#config, this.#now());
    this.#become(closed);
  }

  #become(state: State): void {
    this.#state = state;
    this.#onChange(state.kind);
  }
}
