import type { Usage } from '@laneway/contracts';

/** What a request asks of a deployment before anything has been generated. */
export interface Demand {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  /** The request's own limit, `undefined` when it sets none. */
  readonly maxTokens: number | undefined;
}

/** Why and for how long a deployment says no. */
export interface Refusal {
  readonly retryAfterMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** How loaded a deployment is, each as a share of what it can do: 1 is full, more is possible for `now`. */
export interface Utilisation {
  readonly now: number;
  /** Work done since the capacity was configured. */
  readonly busy: number;
}

/** Decides who is let in. Every admitted request is settled once. */
export interface Capacity {
  admit(demand: Demand, nowMs: number): Refusal | undefined;
  /** The request is over; `usage` is what it really took, `undefined` when it got no answer. */
  settle(demand: Demand, usage: Usage | undefined, nowMs: number): void;
  /** What a successful answer says of the limits. */
  headers(nowMs: number): Readonly<Record<string, string>>;
  utilisation(nowMs: number): Utilisation;
}
