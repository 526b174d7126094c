/** What one key may spend. A missing field is not limited. */
export interface QuotaLimits {
  /** Tokens a minute. Greater than 0. */
  readonly tpm?: number;
  /** Requests a minute. Greater than 0. */
  readonly rpm?: number;
  /** Requests in progress at once. At least 1. */
  readonly concurrency?: number;
}

/** Something held for one request: settled or released exactly once. */
export interface QuotaReservation {
  readonly key: string;
  /** Tokens held. */
  readonly tokens: number;
}

/** Whether the quota had room. */
export type QuotaAnswer =
  | { readonly kind: 'granted'; readonly reservation: QuotaReservation }
  /** Nothing was taken. `retryAfterMs` is when it would be granted, if nobody else asks. */
  | {
      readonly kind: 'exceeded';
      readonly limit: 'tpm' | 'rpm' | 'concurrency';
      readonly retryAfterMs: number;
    };

/** What a key has spent; reading changes nothing. */
export interface QuotaReading {
  /** Tokens that could be reserved now; negative while in debt. */
  readonly tokensLeft: number | undefined;
  readonly requestsLeft: number | undefined;
  readonly inProgress: number;
}

/** Counts spending. In-process and synchronous; distributed stores lease ahead. */
export interface QuotaStore {
  /** Takes one request and `tokens`, or nothing. A request larger than the whole quota is granted when the quota is full. */
  reserve(key: string, tokens: number, limits: QuotaLimits): QuotaAnswer;
  /** The request is no longer in progress; `settle` follows when it is known what it used. Without this, it is in progress until then. */
  leave?(reservation: QuotaReservation): void;
  /** The request has ended, having used `tokens`. */
  settle(reservation: QuotaReservation, tokens: number): void;
  /** The request was never served: all is given back. */
  release(reservation: QuotaReservation): void;
  read(key: string, limits: QuotaLimits): QuotaReading;
  close?(): void | Promise<void>;
}
