/** What one key (a profile) may spend. A limit that is absent does not apply. */
export interface QuotaLimits {
  /** Tokens per minute. Greater than 0. */
  readonly tpm?: number;
  /** Requests per minute. Greater than 0. */
  readonly rpm?: number;
  /** Requests in progress at once, waiting ones included. At least 1. */
  readonly concurrency?: number;
}

/** What is held for one request from `reserve` until it is settled or released. */
export interface QuotaReservation {
  /** The key that it was reserved for. */
  readonly key: string;
  /** Estimated tokens that are held. 0 or more. */
  readonly tokens: number;
}

/** The answer to a reservation. */
export type QuotaAnswer =
  /** The quota had room. */
  | {
      readonly kind: 'granted';
      /** To be passed to `settle` or `release`, exactly once. */
      readonly reservation: QuotaReservation;
    }
  /** The quota had no room, and nothing was taken. */
  | {
      readonly kind: 'exceeded';
      /** The limit that takes longest to have room again. */
      readonly limit: 'tpm' | 'rpm' | 'concurrency';
      /** Milliseconds until the same request would be granted if nobody else asks. Greater than 0. */
      readonly retryAfterMs: number;
    };

/** What a key has left at one moment. */
export interface QuotaReading {
  /** Tokens that could be reserved now: negative after a request used more than was reserved, `undefined` without a limit. */
  readonly tokensLeft: number | undefined;
  /** Requests that could be reserved now; `undefined` without a limit. */
  readonly requestsLeft: number | undefined;
  /** Requests in progress. */
  readonly inProgress: number;
}

/**
 * Counts what profiles spend. One instance per gateway. All calls are synchronous, on the request path: a store that counts
 * for several gateways must lease amounts ahead instead of asking for each request.
 *
 * For each request: `reserve`, then `leave` (only if `settle` has to wait for a usage report), then `settle` or `release`
 * once, on the same instance, also if a reload has replaced it meanwhile. If `reserve` throws, the request is answered with
 * `internal_error`; what the other methods throw is reported as a warning.
 */
export interface QuotaStore {
  /**
   * Takes one request and `tokens` (0 or more), or nothing. `limits` are those of this call and may differ from one call to the
   * next. A request larger than the whole quota is granted when the quota is full.
   */
  reserve(key: string, tokens: number, limits: QuotaLimits): QuotaAnswer;
  /** The request is no longer in progress, but its tokens are not known yet. Without this method it counts until `settle`. */
  leave?(reservation: QuotaReservation): void;
  /** The request was served and used `tokens`, which replace the estimate. May be more than was reserved. */
  settle(reservation: QuotaReservation, tokens: number): void;
  /** The request was not served: everything that was reserved is given back. */
  release(reservation: QuotaReservation): void;
  /** What `key` has left under `limits`. Changes nothing. */
  read(key: string, limits: QuotaLimits): QuotaReading;
  /** Gives leases back and closes connections. Called once, when no generation uses the instance any more; may reject. */
  close?(): void | Promise<void>;
}
