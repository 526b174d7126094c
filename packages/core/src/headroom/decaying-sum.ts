/** A sum whose parts lose weight with age, by the factor e every `lifeMs`. */
export class DecayingSum {
  #sum = 0;
  #atMs = 0;

  add(amount: number, nowMs: number, lifeMs: number): void {
    this.#sum = this.at(nowMs, lifeMs) + amount;
    this.#atMs = nowMs;
  }

  at(nowMs: number, lifeMs: number): number {
    return this.#sum === 0 ? 0 : this.#sum * Math.exp((this.#atMs - nowMs) / lifeMs);
  }
}
