/** Of a new time in the moving average. */
const newShare = 0.2;

/** How long an endpoint takes to begin an answer: a moving average over its probes until it has answered, then over its answers. */
export class FirstByteTime {
  /** Milliseconds; 0 before anything was measured. */
  ms = 0;
  #hasAnswered = false;

  probed(milliseconds: number): void {
    // Probes take no model: once there is an answer, they would only make it look faster.
    if (!this.#hasAnswered) this.#add(milliseconds);
  }

  answered(milliseconds: number): void {
    if (this.#hasAnswered) this.#add(milliseconds);
    else this.ms = milliseconds;
    this.#hasAnswered = true;
  }

  #add(milliseconds: number): void {
    this.ms = this.ms === 0 ? milliseconds : this.ms + newShare * (milliseconds - this.ms);
  }
}
