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

/** How long a backend's wish to be left alone is believed at most: Azure has said a day. */
const longestMs = 120_000;
/** "At once" from a backend that has just throttled would be a storm. */
const shortestMs = 20;
/** When a 429 doesn't say for how long. */
const defaultMs = 1_000;

/** For how long to leave alone a backend that asked for `askedMs`, in milliseconds: at least 20, at most two minutes, a second if it didn't say. */
export function throttleTimeMs(askedMs: number | undefined): number {
  return Math.min(Math.max(askedMs ?? defaultMs, shortestMs), longestMs);
}
