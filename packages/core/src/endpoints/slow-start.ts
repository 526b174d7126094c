/** Slots that an accepted request adds, as a share of all. */
const step = 1 / 10;

/**
 * Slow start after a throttle: offers a tenth of the slots more per accepted request, so that the backlog does not hit the
 * limit again at once. (Envoy and HAProxy call this slow start too.)
 */
export class SlowStart {
  /** Slots that are offered; `Infinity` when no slow start is in progress. */
  ceiling = Infinity;

  /** The throttle has ended, with `inFlight` requests still in flight. */
  begin(inFlight: number, slots: number): void {
    this.ceiling = inFlight;
    this.accepted(slots);
  }

  /** The backend has accepted a request. Returns whether more slots are offered now. */
  accepted(slots: number): boolean {
    if (this.ceiling === Infinity) return false;
    this.ceiling += Math.ceil(slots * step);
    if (this.ceiling >= slots) this.ceiling = Infinity;
    return true;
  }
}
