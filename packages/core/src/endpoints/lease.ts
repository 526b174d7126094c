import type { Endpoint } from './endpoint.ts';
import type { PoolSlot } from '../headroom/shared-pool.ts';
import type { SlotClaimant } from './slots.ts';

/** The right to one slot of an endpoint. */
export class Lease {
  readonly endpoint: Endpoint;
  readonly claimant: SlotClaimant;
  /** Estimated tokens, taken from the endpoint's quota. */
  readonly cost: number;
  /** Clock time at which they were taken. */
  readonly sinceMs: number;
  /** Number of the trial of a half-open breaker that it is; 0: none. */
  readonly trial: number;
  /** The same slot in the pool that the endpoint shares, if it does. */
  readonly pool: PoolSlot | undefined;
  #held: 'slot' | 'tokens' | 'nothing' = 'slot';

  constructor(
    endpoint: Endpoint,
    terms: {
      readonly claimant: SlotClaimant;
      readonly cost: number;
      readonly sinceMs: number;
      readonly trial: number;
      readonly pool: PoolSlot | undefined;
    },
  ) {
    this.endpoint = endpoint;
    this.claimant = terms.claimant;
    this.cost = terms.cost;
    this.sinceMs = terms.sinceMs;
    this.trial = terms.trial;
    this.pool = terms.pool;
  }

  /**
   * Gives back the slot, and the tokens that were not used. `tokens`: how many were used; `undefined` if `correct` will
   * say. Only the first call counts.
   */
  release(tokens: number | undefined): void {
    if (this.#held !== 'slot') return;
    this.#held = tokens === undefined ? 'tokens' : 'nothing';
    this.endpoint.giveBack(this, tokens);
  }

  /** `tokens` were used. Does nothing if that was known when the slot was given back. */
  correct(tokens: number): void {
    if (this.#held !== 'tokens') return;
    this.#held = 'nothing';
    this.endpoint.correct(this, tokens);
  }
}
