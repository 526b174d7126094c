/** The least value that is told from less. Milliseconds. */
const least = 0.001;
/** Each bucket reaches from one power of this to the next; its middle is at most 4 % from anything in it. */
const growth = 1.08;
const logGrowth = Math.log(growth);

/** How times are spread, in a few hundred bytes. Percentiles are within 4 %, the mean is exact. */
export class LatencyHistogram {
  /** Buckets between the least and the greatest value so far; most of the scale is never used. */
  #counts: number[] = [];
  #first = 0;
  #count = 0;
  #sum = 0;

  /** Values that were recorded. */
  get count(): number {
    return this.#count;
  }

  /** `undefined` if there is none. */
  get mean(): number | undefined {
    return this.#count === 0 ? undefined : this.#sum / this.#count;
  }

  /** `value`: milliseconds, 0 or more. */
  record(value: number): void {
    this.#add(Math.floor(Math.log(Math.max(value, least) / least) / logGrowth), 1);
    this.#count += 1;
    this.#sum += value;
  }

  /** The value that `percent` (0 to 100) of all values don't exceed; `undefined` if there is none. */
  percentile(percent: number): number | undefined {
    if (this.#count === 0) return undefined;
    let left = Math.max(1, Math.ceil((percent / 100) * this.#count));
    const place = this.#counts.findIndex((count) => (left -= count) <= 0);
    return least * growth ** (this.#first + place + 0.5);
  }

  /** Adds what `other` has recorded. */
  merge(other: LatencyHistogram): void {
    other.#counts.forEach((count, place) => this.#add(other.#first + place, count));
    this.#count += other.#count;
    this.#sum += other.#sum;
  }

  #add(bucket: number, count: number): void {
    if (this.#counts.length === 0) this.#first = bucket;
    while (bucket < this.#first) {
      this.#counts.unshift(0);
      this.#first -= 1;
    }
    const place = bucket - this.#first;
    while (this.#counts.length <= place) this.#counts.push(0);
    this.#counts[place] = (this.#counts[place] ?? 0) + count;
  }
}
