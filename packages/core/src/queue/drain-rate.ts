const halfLifeMs = 10_000;
const fadePerMs = Math.LN2 / halfLifeMs;
/** Of what has gone on for a shorter time, no more is concluded than from this long. */
const shortestMs = 1000;
/** Less than this is as good as never: what comes next begins anew. */
const negligible = 0.01;

/** How often something happens: an average in which what is 10 s older counts half. It fades by itself and needs no timer. */
export class DrainRate {
  /** Events, each halved every half-life since. */
  #weight = 0;
  #atMs = 0;
  #sinceMs = 0;

  /** It has happened once more. */
  note(nowMs: number): void {
    const weight = this.#weightAt(nowMs);
    if (weight < negligible) this.#sinceMs = nowMs;
    this.#weight = weight < negligible ? 1 : weight + 1;
    this.#atMs = nowMs;
  }

  /** Events a second. */
  perSecond(nowMs: number): number {
    if (this.#weight === 0) return 0;
    // In its first half-lives the average hasn't seen all that it is an average of; this makes up for it.
    const seen = 1 - Math.exp(-fadePerMs * Math.max(nowMs - this.#sinceMs, shortestMs));
    return (this.#weightAt(nowMs) * fadePerMs * 1000) / seen;
  }

  #weightAt(nowMs: number): number {
    return this.#weight * Math.exp(-fadePerMs * (nowMs - this.#atMs));
  }
}
