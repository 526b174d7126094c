import type { QuotaAnswer, QuotaLimits, QuotaReading, QuotaReservation } from '@laneway/contracts';

import { ewma } from '../numbers/ewma.ts';
import { TokenBucket } from './token-bucket.ts';

/** A whole minute's quota may be spent at once: callers are promised an amount per minute, however they spread it. */
const burstMs = 60_000;
/** Assumed duration of a request before the first one has ended. */
const firstHeldMs = 1_000;
/** EWMA weight of a new duration. */
const alpha = 0.2;

/** What one key has spent and what is reserved for it. Invariant: taken from a bucket = reserved + used. */
export class QuotaAccount {
  #tokens: TokenBucket | undefined;
  #requests: TokenBucket | undefined;
  #inProgress = 0;
  #meanHeldMs = firstHeldMs;

  reserve(key: string, tokens: number, limits: QuotaLimits, nowMs: number): QuotaAnswer {
    this.#tokens = adjusted(this.#tokens, limits.tpm, nowMs);
    this.#requests = adjusted(this.#requests, limits.rpm, nowMs);
    if (!this.#hasRoom(tokens, limits, nowMs)) return this.#exceeded(tokens, limits, nowMs);
    this.#tokens?.take(tokens, nowMs);
    this.#requests?.take(1, nowMs);
    this.#inProgress += 1;
    const reservation = new HeldQuota(key, tokens, {
      account: this,
      tokenBucket: this.#tokens,
      requestBucket: this.#requests,
      sinceMs: nowMs,
    });
    return { kind: 'granted', reservation };
  }

  read(limits: QuotaLimits, nowMs: number): QuotaReading {
    return {
      tokensLeft: left(this.#tokens, limits.tpm, nowMs),
      requestsLeft: left(this.#requests, limits.rpm, nowMs),
      inProgress: this.#inProgress,
    };
  }

  /** A reservation has ended. */
  leave(heldMs: number): void {
    this.#inProgress -= 1;
    this.#meanHeldMs = ewma(this.#meanHeldMs, heldMs, alpha);
  }

  /** Whether it differs in nothing from a new account. */
  isIdle(nowMs: number): boolean {
    return this.#inProgress === 0 && isFull(this.#tokens, nowMs) && isFull(this.#requests, nowMs);
  }

  #hasRoom(tokens: number, limits: QuotaLimits, nowMs: number): boolean {
    if (limits.concurrency !== undefined && this.#inProgress >= limits.concurrency) return false;
    return (this.#tokens?.holds(tokens, nowMs) ?? true) && (this.#requests?.holds(1, nowMs) ?? true);
  }

  /** Names the limit that blocks for longest. */
  #exceeded(tokens: number, limits: QuotaLimits, nowMs: number): QuotaAnswer {
    const waits = [
      { limit: 'tpm', waitMs: waitMs(this.#tokens, tokens, nowMs) },
      { limit: 'rpm', waitMs: waitMs(this.#requests, 1, nowMs) },
      { limit: 'concurrency', waitMs: this.#concurrencyWaitMs(limits.concurrency) },
    ] as const;
    const { limit, waitMs: longest } = waits.reduce((worst, each) =>
      each.waitMs > worst.waitMs ? each : worst,
    );
    return { kind: 'exceeded', limit, retryAfterMs: longest };
  }

  /** Estimated: requests in progress take as long as recent ones. */
  #concurrencyWaitMs(concurrency: number | undefined): number {
    if (concurrency === undefined || this.#inProgress < concurrency) return 0;
    return Math.max(1, Math.ceil(this.#meanHeldMs / this.#inProgress));
  }
}

/** Where a reservation was taken from and is given back to, even if limits have changed since. */
interface HeldFrom {
  readonly account: QuotaAccount;
  readonly tokenBucket: TokenBucket | undefined;
  readonly requestBucket: TokenBucket | undefined;
  readonly sinceMs: number;
}

/** What an account holds for one request until it is settled or released; later calls are ignored. */
export class HeldQuota implements QuotaReservation {
  readonly key: string;
  readonly tokens: number;
  /** `undefined` once it has ended. */
  #from: HeldFrom | undefined;
  #inProgress = true;

  constructor(key: string, tokens: number, from: HeldFrom) {
    this.key = key;
    this.tokens = tokens;
    this.#from = from;
  }

  /** The request is no longer in progress. */
  leave(nowMs: number): void {
    if (!this.#inProgress) return;
    this.#inProgress = false;
    this.#from?.account.leave(nowMs - this.#from.sinceMs);
  }

  /** The request has used `tokens`. */
  settle(tokens: number, nowMs: number): void {
    this.#end(nowMs)?.tokenBucket?.give(this.tokens - tokens, nowMs);
  }

  /** Gives everything back. */
  release(nowMs: number): void {
    const from = this.#end(nowMs);
    from?.tokenBucket?.give(this.tokens, nowMs);
    from?.requestBucket?.give(1, nowMs);
  }

  #end(nowMs: number): HeldFrom | undefined {
    this.leave(nowMs);
    const from = this.#from;
    this.#from = undefined;
    return from;
  }
}

function adjusted(
  bucket: TokenBucket | undefined,
  perMinute: number | undefined,
  nowMs: number,
): TokenBucket | undefined {
  if (perMinute === undefined) return undefined;
  if (bucket === undefined) return new TokenBucket(perMinute, burstMs, nowMs);
  if (bucket.perMinute !== perMinute) bucket.resize(perMinute, nowMs);
  return bucket;
}

/** What would be left had `perMinute` been the limit all along; without a bucket nothing was spent. */
function left(
  bucket: TokenBucket | undefined,
  perMinute: number | undefined,
  nowMs: number,
): number | undefined {
  if (bucket === undefined || perMinute === undefined) return perMinute;
  return (bucket.level(nowMs) * perMinute) / bucket.perMinute;
}

function waitMs(bucket: TokenBucket | undefined, amount: number, nowMs: number): number {
  return bucket === undefined ? 0 : Math.ceil(bucket.holdsAtMs(amount, nowMs) - nowMs);
}

function isFull(bucket: TokenBucket | undefined, nowMs: number): boolean {
  return bucket === undefined || bucket.holds(bucket.capacity, nowMs);
}
