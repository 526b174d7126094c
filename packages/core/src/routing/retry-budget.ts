/** Time constant of the decay: an event of 10 s ago counts 1/e, about a third. */
const decayMs = 10_000;
/** Retries that are allowed even without requests. */
const minRetries = 10;

/**
 * Limits retries to a share of recent requests, so that an outage does not multiply the load.
 * Source: Finagle's retry budget, https://twitter.github.io/finagle/guide/Clients.html#retries
 */
export class RetryBudget {
  readonly #share: number;
  #requests = 0;
  #retries = 0;
  #atMs = 0;

  /** `share`: retries per request. 0 to 1. */
  constructor(share: number) {
    this.#share = share;
  }

  noteRequest(nowMs: number): void {
    this.#decay(nowMs);
    this.#requests += 1;
  }

  /** Spends one retry. Returns false, and spends nothing, if that would exceed the budget. */
  spend(nowMs: number): boolean {
    this.#decay(nowMs);
    if (this.#retries + 1 > minRetries + this.#share * this.#requests) return false;
    this.#retries += 1;
    return true;
  }

  #decay(nowMs: number): void {
    const factor = Math.exp((this.#atMs - nowMs) / decayMs);
    this.#requests *= factor;
    this.#retries *= factor;
    this.#atMs = nowMs;
  }
}
