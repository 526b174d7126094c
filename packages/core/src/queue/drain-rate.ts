const halfLifeMs = 10_000;
const decayPerMs = Math.LN2 / halfLifeMs;
/** A shorter observation counts as this long: two events within a millisecond are not 2,000 a second. */
const shortestObservationMs = 1000;
/** Below this weight the average restarts. */
const restartWeight = 0.01;

/** Events a second: an average in which an event counts half as much every 10 s. It decays by itself and needs no timer. */
export class DrainRate {
  /** The number of events, each halved for every half-life that has passed since. */
  #weight = 0;
  /** Clock time that `#weight` is of. */
  #atMs = 0;
  /** Clock time at which the average started. */
  #sinceMs = 0;

  /** One more event. */
  note(nowMs: number): void {
    const weight = this.#weightAt(nowMs);
    if (weight < restartWeight) this.#sinceMs = nowMs;
    this.#weight = weight < restartWeight ? 1 : weight + 1;
    this.#atMs = nowMs;
  }

  /** Events a second; 0 before the first. */
  perSecond(nowMs: number): number {
    if (this.#weight === 0) return 0;
    // Soon after its start the average has seen only part of the time that it weighs; this factor makes up for the rest.
    const observed = 1 - Math.exp(-decayPerMs * Math.max(nowMs - this.#sinceMs, shortestObservationMs));
    return (this.#weightAt(nowMs) * decayPerMs * 1000) / observed;
  }

  #weightAt(nowMs: number): number {
    return this.#weight * Math.exp(-decayPerMs * (nowMs - this.#atMs));
  }
}
