import { seededRandom } from '@laneway/testkit';

/** Draws lots: the same seed gives the same. */
export class Lots {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** One of these. */
  pick<Value>(values: readonly Value[]): Value {
    if (values.length === 0) throw new RangeError('there is nothing to pick from');
    return values[Math.floor(this.#random() * values.length)] as Value;
  }

  /** Some of these, at least one, in their order. */
  some<Value>(values: readonly Value[]): Value[] {
    const kept = values.filter(() => this.chance(0.6));
    return kept.length > 0 ? kept : [this.pick(values)];
  }

  /** A value, or none. */
  maybe<Value>(probability: number, draw: () => Value): Value | undefined {
    return this.chance(probability) ? draw() : undefined;
  }
}
