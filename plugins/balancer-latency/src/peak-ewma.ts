/**
 * Peak EWMA: a sample above the average replaces it, a sample below pulls it down, the more the older the last sample is.
 * Without samples the average decays towards 0, so that a slow endpoint is tried again.
 * Source of the method: https://linkerd.io/2016/03/16/beyond-round-robin-load-balancing-for-latency/
 */
export class PeakEwma {
  readonly #decayMs: number;
  #value: number;
  #asOfMs: number;

  /** `decayMs`: milliseconds without a sample in which the average falls to 1/e (about a third). Greater than 0. */
  constructor(first: number, nowMs: number, decayMs: number) {
    this.#value = first;
    this.#asOfMs = nowMs;
    this.#decayMs = decayMs;
  }

  /** The average at `nowMs`, decayed since the last sample. */
  at(nowMs: number): number {
    return this.#value * this.#remaining(nowMs);
  }

  add(sample: number, nowMs: number): void {
    const kept = this.#remaining(nowMs);
    this.#value = sample > this.#value ? sample : this.#value * kept + sample * (1 - kept);
    this.#asOfMs = nowMs;
  }

  #remaining(nowMs: number): number {
    return Math.exp(-(nowMs - this.#asOfMs) / this.#decayMs);
  }
}
