import { seededRandom } from '@laneway/testkit';

/** Repeatable randomness of one kind of call: the same whatever else a scenario has in it. */
export class Chances {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** Evenly spread from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.#random() * (most - least);
  }

  /** Gap to the next of calls that come independently of each other, in milliseconds. */
  gapMs(perSecond: number): number {
    return (-Math.log(1 - this.#random()) * 1_000) / perSecond;
  }
}
