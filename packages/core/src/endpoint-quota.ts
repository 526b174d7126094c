import type { EndpointConfig } from './config.ts';
import { TokenBucket } from './token-bucket.ts';

/** Buckets run a little under what the backend allows, because its minute and ours don't begin together. */
const share = 0.97;
/** Unused quota that may be spent at once: short, or a burst counts against the backend's next minute too. */
const burstMs = 5_000;

/** What a backend allows a minute, in tokens and requests, spent smoothly. */
export class EndpointQuota {
  #tokens: TokenBucket | undefined;
  #requests: TokenBucket | undefined;

  configure({ tpm, rpm }: EndpointConfig['quota'], nowMs: number): void {
    this.#tokens = adjusted(this.#tokens, tpm, nowMs);
    this.#requests = adjusted(this.#requests, rpm, nowMs);
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

  /** What a request really used replaces what was taken for it. */
  correct(taken: number, used: number, nowMs: number): void {
    if (used < taken) this.#tokens?.give(taken - used, nowMs);
    else if (used > taken) this.#tokens?.take(used - taken, nowMs);
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
  bucket: TokenBucket | undefined,
  perMinute: number | undefined,
  nowMs: number,
): TokenBucket | undefined {
  if (perMinute === undefined) return undefined;
  if (bucket === undefined) return new TokenBucket(share * perMinute, burstMs, nowMs);
  bucket.resize(share * perMinute, nowMs);
  return bucket;
}
