import type { Usage } from '@laneway/contracts';

/** What is known of the tokens of a request before it is answered. */
export interface Demand {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  /** The limit on completion tokens that the request sets. */
  readonly maxTokens: number | undefined;
}

/** The wait and the headers of a refused request. */
export interface Refusal {
  readonly retryAfterMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The load of a deployment, as a share of its capacity. */
export interface Utilisation {
  /** The load at this moment. May be above 1. */
  readonly now: number;
  /** The average load since the capacity was configured. */
  readonly busy: number;
}

/** Admits or refuses requests. Every admitted request is settled once. */
export interface Capacity {
  admit(demand: Demand, nowMs: number): Refusal | undefined;
  /** Ends a request. `usage` is its actual usage, `undefined` if it got no answer. */
  settle(demand: Demand, usage: Usage | undefined, nowMs: number): void;
  /** The rate limit headers of a successful answer. */
  headers(nowMs: number): Readonly<Record<string, string>>;
  utilisation(nowMs: number): Utilisation;
}

/** Estimated completion tokens of a request that sets no limit. */
export const assumedTokens = 16;
