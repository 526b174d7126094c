import { ewma } from '../numbers/ewma.ts';

/** Weight of a new amount; the weight that RFC 6298 gives the mean. */
const alpha = 1 / 8;
/** With more, much of a quota would stay unused where amounts vary; with fewer, amounts would often exceed the estimate. */
const deviations = 3;

/**
 * Estimates how large the next amount may be from recent ones: their mean plus three times their mean deviation.
 * Source: RFC 6298, section 2, which estimates round-trip times in this way.
 */
export class UsualAmount {
  #mean: number | undefined;
  #deviation = 0;

  /** 0 before the first amount. */
  get value(): number {
    return (this.#mean ?? 0) + deviations * this.#deviation;
  }

  note(amount: number): void {
    const mean = this.#mean ?? amount;
    this.#mean = ewma(mean, amount, alpha);
    this.#deviation = ewma(this.#deviation, Math.abs(amount - mean), alpha);
  }
}
