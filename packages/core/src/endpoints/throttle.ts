/** Of an endpoint's slots, how many more may be used for every request that it accepts. */
const step = 1 / 10;

/** Lets an endpoint come back from a throttle by and by: all that waited would come at once, and be throttled at once. */
export class SlowReturn {
  /** Requests at once. */
  ceiling = Infinity;

  /** The throttle has ended; the endpoint has `inFlight` requests still. */
  begin(inFlight: number, slots: number): void {
    this.ceiling = inFlight;
    this.accepted(slots);
  }

  /** The backend took a request on. Says whether there is room for more now. */
  accepted(slots: number): boolean {
    if (this.ceiling === Infinity) return false;
    this.ceiling += Math.ceil(slots * step);
    if (this.ceiling >= slots) this.ceiling = Infinity;
    return true;
  }
}
