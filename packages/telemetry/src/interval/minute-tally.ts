/** Requests and tokens of one step of time: a minute, or a shorter window. */
export interface MinuteTokens {
  requests: number;
  prompt: number;
  cached: number;
  completion: number;
}

const minuteMs = 60_000;

/** Requests and tokens per minute, to find the busiest minute. Idle minutes take no memory. */
export class MinuteTally {
  /** Length of a step. Milliseconds, at most a minute. */
  readonly stepMs: number;
  readonly #minutes = new Map<number, MinuteTokens>();
  #lastNumber = -1;
  #last: MinuteTokens = noTokens();

  /** `windowMs`: length of the window, in milliseconds. */
  constructor(windowMs: number) {
    this.stepMs = Math.min(minuteMs, windowMs);
  }

  /** The minute of a clock time, to add to. */
  at(atMs: number): MinuteTokens {
    const number = Math.floor(atMs / this.stepMs);
    if (number !== this.#lastNumber) {
      this.#last = this.#minute(number);
      this.#lastNumber = number;
    }
    return this.#last;
  }

  /** Minutes with events, in the order of their first event. */
  get minutes(): Iterable<MinuteTokens> {
    return this.#minutes.values();
  }

  /** The maximum of `measure` over all minutes, as a rate per minute. */
  peak(measure: (minute: MinuteTokens) => number): number {
    let most = 0;
    for (const minute of this.#minutes.values()) most = Math.max(most, measure(minute));
    return (most * minuteMs) / this.stepMs;
  }

  /** Adds the counts of `other`, minute by minute. Its windows must have the same length. */
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
