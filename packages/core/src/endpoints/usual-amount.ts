/** As RFC 6298 has it for the mean. */
const newShare = 1 / 8;
/** More would leave much of a quota unused where amounts vary, fewer would often be exceeded. */
const deviations = 3;

/**
 * What an amount usually is at most, judging by those of late: their mean and a multiple of their mean deviation from it.
 * Source of the method: RFC 6298, section 2, which foretells round-trip times like this.
 */
export class UsualAmount {
  #mean: number | undefined;
  #deviation = 0;

  /** 0 before there is one. */
  get value(): number {
    return (this.#mean ?? 0) + deviations * this.#deviation;
  }

  note(amount: number): void {
    this.#mean ??= amount;
    const error = amount - this.#mean;
    this.#mean += newShare * error;
    this.#deviation += newShare * (Math.abs(error) - this.#deviation);
  }
}
