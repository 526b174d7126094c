/** The success rate of the last results. */
export class SuccessWindow {
  readonly #size: number;
  readonly #results: boolean[] = [];
  #next = 0;

  /** `size`: number of results that count. At least 1. */
  constructor(size: number) {
    this.#size = size;
  }

  add(good: boolean): void {
    this.#results[this.#next] = good;
    this.#next = (this.#next + 1) % this.#size;
  }

  /** Share of good results, from 0 to 1; 0 before the first result. */
  get rate(): number {
    return this.#results.length === 0 ? 0 : this.#results.filter(Boolean).length / this.#results.length;
  }
}
