import { Allowance } from './allowance.ts';
import type { Counting } from './allowance.ts';
import type { EndpointConfig } from '../config.ts';

/** Tokens of the last minute. The burst is short because what a request will take is a guess. */
const tokenCounting: Counting = { windowMs: 60_000, burstMs: 3_000 };
/** Of the requests of a minute, a sixth in ten seconds. */
const requestCounting: Counting = { windowMs: 10_000, burstMs: 5_000 };

/** What a backend allows a minute, in tokens and requests. */
export class EndpointQuota {
  #tokens: Allowance | undefined;
  #requests: Allowance | undefined;

  configure({ tpm, rpm }: EndpointConfig['quota'], nowMs: number): void {
    this.#tokens = adjusted(this.#tokens ?? tokenCounting, tpm, nowMs);
    this.#requests = adjusted(this.#requests ?? requestCounting, rpm, nowMs);
  }

  /** Whether one more request may be sent, however large: a large one makes the next wait longer. */
  hasRoom(nowMs: number): boolean {
    return (this.#tokens?.hasRoom(nowMs) ?? true) && (this.#requests?.hasRoom(nowMs) ?? true);
  }

  /** Clock time at which one more request may be sent. */
  roomAtMs(nowMs: number): number {
    return Math.max(this.#tokens?.roomAtMs(nowMs) ?? nowMs, this.#requests?.roomAtMs(nowMs) ?? nowMs);
  }

  /** One request, with its estimated tokens. */
  take(tokens: number, nowMs: number): void {
    this.#requests?.take(1, nowMs);
    this.#tokens?.take(tokens, nowMs);
  }

  /** What a request really used replaces what was taken for it at `takenAtMs`. */
  correct(taken: number, used: number, takenAtMs: number, nowMs: number): void {
    this.#tokens?.correct(taken, used, takenAtMs, nowMs);
  }

  /** Tokens left; negative while in debt, `undefined` if not limited. */
  tokensLeft(nowMs: number): number | undefined {
    return this.#tokens?.level(nowMs);
  }

  requestsLeft(nowMs: number): number | undefined {
    return this.#requests?.level(nowMs);
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
