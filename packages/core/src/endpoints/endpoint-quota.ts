import { Allowance } from './allowance.ts';
import type { Counting } from './allowance.ts';
import type { EndpointConfig } from '../config.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';
import { TimerEntry } from '../time/timer-wheel.ts';

/** Backends count tokens over a minute. The burst is short because the tokens of a request are only estimated. */
const tokenCounting: Counting = { windowMs: 60_000, burstMs: 3_000 };
/** Backends let at most a sixth of a minute's requests pass within ten seconds. */
const requestCounting: Counting = { windowMs: 10_000, burstMs: 5_000 };

/** What a backend allows a minute, in tokens and in requests, and whether any of it is left. */
export class EndpointQuota {
  #tokens: Allowance | undefined;
  #requests: Allowance | undefined;
  #spent = false;
  readonly #wheel: TimerWheel;
  readonly #refillTimer: TimerEntry;

  /** `onRoom` is called when a spent quota has room again. */
  constructor(parts: {
    readonly wheel: TimerWheel;
    readonly now: () => number;
    readonly onRoom: () => void;
  }) {
    this.#wheel = parts.wheel;
    this.#refillTimer = new TimerEntry(() => {
      this.#check(parts.now());
      if (!this.#spent) parts.onRoom();
    });
  }

  /**
   * Whether no further request may be sent. While anything is left one may be, however large; a large one makes the next
   * wait longer. Cached on purpose: otherwise a new request could see room before the waiting ones are woken.
   */
  get spent(): boolean {
    return this.#spent;
  }

  configure({ tpm, rpm }: EndpointConfig['quota'], nowMs: number): void {
    this.#tokens = adjusted(this.#tokens ?? tokenCounting, tpm, nowMs);
    this.#requests = adjusted(this.#requests ?? requestCounting, rpm, nowMs);
    this.#check(nowMs);
  }

  /** One request is sent, with `tokens` estimated. */
  take(tokens: number, nowMs: number): void {
    this.#requests?.take(1, nowMs);
    this.#tokens?.take(tokens, nowMs);
    this.#check(nowMs);
  }

  /** A request for which `taken` tokens were taken at `takenAtMs` has used `used`. */
  correct(taken: number, used: number, takenAtMs: number, nowMs: number): void {
    this.#tokens?.correct(taken, used, takenAtMs, nowMs);
    this.#check(nowMs);
  }

  /** Clock time from which one more request may be sent. */
  roomAtMs(nowMs: number): number {
    return Math.max(this.#tokens?.roomAtMs(nowMs) ?? nowMs, this.#requests?.roomAtMs(nowMs) ?? nowMs);
  }

  /** Tokens left; negative while in debt, `undefined` if not limited. */
  tokensLeft(nowMs: number): number | undefined {
    return this.#tokens?.level(nowMs);
  }

  /** Requests left; `undefined` if not limited. */
  requestsLeft(nowMs: number): number | undefined {
    return this.#requests?.level(nowMs);
  }

  /** Cancels the timer. */
  cancel(): void {
    this.#wheel.cancel(this.#refillTimer);
  }

  #check(nowMs: number): void {
    this.#spent = this.#tokens?.hasRoom(nowMs) === false || this.#requests?.hasRoom(nowMs) === false;
    if (this.#spent) this.#wheel.schedule(this.#refillTimer, this.roomAtMs(nowMs));
    else this.#wheel.cancel(this.#refillTimer);
  }
}

function adjusted(
  known: Allowance | Counting,
  perMinute: number | undefined,
  nowMs: number,
): Allowance | undefined {
  if (perMinute === undefined) return undefined;
  if (!(known instanceof Allowance)) return new Allowance(perMinute, known, nowMs);
  known.resize(perMinute, nowMs);
  return known;
}
