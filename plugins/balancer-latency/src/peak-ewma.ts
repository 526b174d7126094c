/**
 * A moving average that believes bad news at once and good news slowly: a sample above it replaces it, one below pulls
 * it down, the more the longer the last one is ago. Unfed it fades towards 0, so that what was slow is tried again.
 * Source of the method: https://linkerd.io/2016/03/16/beyond-round-robin-load-balancing-for-latency/
 */
export class PeakEwma {
  readonly #decayMs: number;
  #value: number;
  #asOfMs: number;

  /** `decayMs`, greater than 0: in this time without samples the average falls to about a third (1/e). */
  constructor(first: number, nowMs: number, decayMs: number) {
    this.#value = first;
    this.#asOfMs = nowMs;
    this.#decayMs = decayMs;
  }

  /** The average at `nowMs`, faded since the last sample. */
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
