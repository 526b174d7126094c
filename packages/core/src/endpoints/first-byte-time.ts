import { ewma } from '../numbers/ewma.ts';

/** Weight of a new time. */
const alpha = 0.2;

/** The time to the first byte of an endpoint's answers: a moving average. Until the first answer, that of its probes. */
export class FirstByteTime {
  /** Milliseconds; 0 before the first measurement. */
  ms = 0;
  #hasAnswered = false;

  probed(milliseconds: number): void {
    // Probes run no model: once there are answers, probes would only make the endpoint look faster.
    if (!this.#hasAnswered) this.#add(milliseconds);
  }

  answered(milliseconds: number): void {
    if (this.#hasAnswered) this.#add(milliseconds);
    else this.ms = milliseconds;
    this.#hasAnswered = true;
  }

  #add(milliseconds: number): void {
    this.ms = this.ms === 0 ? milliseconds : ewma(this.ms, milliseconds, alpha);
  }
}
