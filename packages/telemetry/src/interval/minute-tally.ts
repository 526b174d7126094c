/** What was asked for and used within one step of time: a minute, or a window that is shorter. */
export interface MinuteTokens {
  requests: number;
  prompt: number;
  cached: number;
  completion: number;
}

const minuteMs = 60_000;

/** Requests and tokens by the minute, so that the busiest one can be told. Idle minutes take no room. */
export class MinuteTally {
  /** Length of what it calls a minute. Milliseconds. */
  readonly stepMs: number;
  readonly #minutes = new Map<number, MinuteTokens>();
  #lastNumber = -1;
  #last: MinuteTokens = noTokens();

  /** `windowMs`: length of the window that it is about. */
  constructor(windowMs: number) {
    this.stepMs = Math.min(minuteMs, windowMs);
  }

  /** The minute of that moment, to add to. */
  at(atMs: number): MinuteTokens {
    const number = Math.floor(atMs / this.stepMs);
    if (number !== this.#lastNumber) {
      this.#last = this.#minute(number);
      this.#lastNumber = number;
    }
    return this.#last;
  }

  /** Those in which something happened, in the order in which it did. */
  get minutes(): Iterable<MinuteTokens> {
    return this.#minutes.values();
  }

  /** The most in any minute of what `measure` reads from it, as a rate per minute. */
  peak(measure: (minute: MinuteTokens) => number): number {
    let most = 0;
    for (const minute of this.#minutes.values()) most = Math.max(most, measure(minute));
    return (most * minuteMs) / this.stepMs;
  }

  /** Adds what `other` has counted, minute by minute. It must be about windows of the same length. */
  merge(other: MinuteTally): void {
    for (const [number, { requests, prompt, cached, completion }] of other.#minutes) {
      const minute = this.#minute(number);
      minute.requests += requests;
      minute.prompt += prompt;
      minute.cached += cached;
      minute.completion += completion;
    }
  }

  #minute(number: number): MinuteTokens {
    const known = this.#minutes.get(number);
    if (known !== undefined) return known;
    const minute = noTokens();
    this.#minutes.set(number, minute);
    return minute;
  }
}

function noTokens(): MinuteTokens {
  return { requests: 0, prompt: 0, cached: 0, completion: 0 };
}
