/** Service times that are remembered: enough for the shape of their distribution, few enough to follow a change of the mix. */
const remembered = 64;
/** Ages at which the chance to end is tabulated, as parts of the longest remembered service time. */
const ages = 32;
/** The table is computed again after this many new service times. */
const refreshEvery = 16;
/** How far the forecast of releases looks ahead, as a part of the mean service time. */
const horizon = 0.3;
/** Mean service time in milliseconds before any has been seen. */
const assumedMs = 1_000;

/** How long one lane's requests keep a slot, learned from those that have ended. Bounded memory; `add` is O(1) amortised. */
export class ServiceTimes {
  readonly #ring = new Float64Array(remembered);
  readonly #chances = new Float64Array(ages);
  #count = 0;
  #next = 0;
  #sumMs = 0;
  #ageStepMs = Infinity;
  #sinceRefresh = 0;

  /** A request has kept its slot for `serviceMs` milliseconds. */
  add(serviceMs: number): void {
    this.#sumMs += serviceMs - (this.#count === remembered ? this.#at(this.#next) : 0);
    this.#ring[this.#next] = serviceMs;
    this.#next = (this.#next + 1) % remembered;
    if (this.#count < remembered) this.#count += 1;
    this.#sinceRefresh += 1;
    if (this.#sinceRefresh >= refreshEvery) this.#refresh();
  }

  /** Mean of the remembered service times, in milliseconds. */
  get meanMs(): number {
    return this.#count === 0 ? assumedMs : this.#sumMs / this.#count;
  }

  /** Chance, 0 to 1, that a request which has kept its slot for `ageMs` gives it back within 0.3 mean service times. */
  chanceToEnd(ageMs: number): number {
    return this.#chances[Math.min(ages - 1, Math.floor(ageMs / this.#ageStepMs))] ?? 0;
  }

  #at(index: number): number {
    return this.#ring[index] ?? assumedMs;
  }

  #refresh(): void {
    this.#sinceRefresh = 0;
    const sorted = this.#ring.slice(0, this.#count).sort();
    this.#ageStepMs = Math.max(1, (sorted[this.#count - 1] ?? 1) / (ages - 1));
    const aheadMs = horizon * this.meanMs;
    let ended = 0;
    let soon = 0;
    for (let age = 0; age < ages; age += 1) {
      const ageMs = age * this.#ageStepMs;
      while (ended < this.#count && (sorted[ended] ?? 0) <= ageMs) ended += 1;
      while (soon < this.#count && (sorted[soon] ?? 0) <= ageMs + aheadMs) soon += 1;
      // Older than all that are remembered: it may end at any moment.
      this.#chances[age] = ended === this.#count ? 1 : (soon - ended) / (this.#count - ended);
    }
  }
}
