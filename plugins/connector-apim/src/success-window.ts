/** How many of the last results were good. */
export class SuccessWindow {
  readonly #size: number;
  readonly #results: boolean[] = [];
  #next = 0;

  /** `size` is how many results count, at least 1. */
  constructor(size: number) {
    this.#size = size;
  }

  add(good: boolean): void {
    this.#results[this.#next] = good;
    this.#next = (this.#next + 1) % this.#size;
  }

  /** Share of good ones among the last results, from 0 to 1; 0 before there is one. */
  get rate(): number {
    return this.#results.length === 0 ? 0 : this.#results.filter(Boolean).length / this.#results.length;
  }
}
