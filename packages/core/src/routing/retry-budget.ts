/** Memory of the budget: what happened this long ago counts a third. */
const memoryMs = 10_000;
/** Retries that are allowed however few the requests. */
const floor = 10;

/**
 * Lets retries be only a share of recent requests, so that an outage makes no storm.
 * Source: Finagle's retry budget, https://twitter.github.io/finagle/guide/Clients.html#retries
 */
export class RetryBudget {
  readonly #share: number;
  #requests = 0;
  #retries = 0;
  #atMs = 0;

  /** `share`: 0 to 1. */
  constructor(share: number) {
    this.#share = share;
  }

  noteRequest(nowMs: number): void {
    this.#age(nowMs);
    this.#requests += 1;
  }

  /** Whether one more retry is within the budget; if so, it is spent. */
  spend(nowMs: number): boolean {
    this.#age(nowMs);
    if (this.#retries + 1 > floor + this.#share * this.#requests) return false;
    this.#retries += 1;
    return true;
  }

  #age(nowMs: number): void {
    const factor = Math.exp((this.#atMs - nowMs) / memoryMs);
    this.#requests *= factor;
    this.#retries *= factor;
    this.#atMs = nowMs;
  }
}
