import type { Endpoint } from './endpoint.ts';
import type { Lane } from './lane.ts';

/** The right to one slot of an endpoint. */
export class Lease {
  readonly endpoint: Endpoint;
  readonly lane: Lane;
  /** Tokens taken from the endpoint's quota. */
  readonly cost: number;
  /** Whether it is the one trial of a half-open breaker. */
  readonly trial: boolean;
  #held = true;

  constructor(endpoint: Endpoint, lane: Lane, cost: number, trial: boolean) {
    this.endpoint = endpoint;
    this.lane = lane;
    this.cost = cost;
    this.trial = trial;
  }

  /** Gives the slot back, and the tokens that were not used. Only the first call counts. */
  release(tokens: number): void {
    if (!this.#held) return;
    this.#held = false;
    this.endpoint.giveBack(this, tokens);
  }
}
