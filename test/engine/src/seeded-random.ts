import { seededRandom } from '@laneway/testkit';

/** Random values that are the same for the same seed. */
export class SeededRandom {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  /** A number from `least` up to, but not including, `most`; evenly distributed. */
  between(least: number, most: number): number {
    return least + this.#next() * (most - least);
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  /** One of `values`. Throws a `RangeError` if there is none. */
  pick<Value>(values: readonly Value[]): Value {
    if (values.length === 0) throw new RangeError('There must be at least one value to pick from.');
    return values[Math.floor(this.#next() * values.length)] as Value;
  }

  /** A non-empty subset of `values`, in their order. */
  some<Value>(values: readonly Value[]): Value[] {
    const kept = values.filter(() => this.chance(0.6));
    return kept.length > 0 ? kept : [this.pick(values)];
  }

  /** With this probability what `draw` returns; otherwise `undefined`. */
  maybe<Value>(probability: number, draw: () => Value): Value | undefined {
    return this.chance(probability) ? draw() : undefined;
  }

  /** Milliseconds until the next of events that happen independently of each other (a Poisson process). */
  gapMs(perSecond: number): number {
    return (-Math.log(1 - this.#next()) * 1_000) / perSecond;
  }
}
