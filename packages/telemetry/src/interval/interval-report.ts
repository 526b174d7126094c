import type { PtuEstimate } from '../size/ptu-estimate.ts';

/** What happened in each window of wall-clock time, and what that would take to provision. Times are ISO 8601. */
export interface IntervalReport {
  readonly at: string;
  /** Since when it is counted. */
  readonly since: string;
  /** Config snapshot that serves. */
  readonly generation: number;
  readonly windowMs: number;
  /** All windows below together. */
  readonly total: Figures;
  readonly size: PtuEstimate;
  /** Events that were older than the oldest window when they came, and are in none. */
  readonly late: number;
  /** Oldest first; the last one is not over. A window in which nothing happened is here too. */
  readonly windows: readonly WindowReport[];
}

/** One window. What isn't known of a call, e.g. its tier, leaves it out of that list only. */
export interface WindowReport {
  readonly from: string;
  readonly to: string;
  /** Whether it is over. */
  readonly complete: boolean;
  readonly total: Figures;
  /** Their calls are attempts: what each endpoint was asked, not what callers asked. */
  readonly endpoints: Readonly<Record<string, Figures>>;
  readonly facades: Readonly<Record<string, Figures>>;
  readonly models: Readonly<Record<string, Figures>>;
  readonly tiers: Readonly<Record<string, Figures>>;
  /** Those with the most tokens, if they were asked for. */
  readonly profiles?: readonly ProfileFigures[];
}

/** What was counted of one thing in one window. */
export interface Figures {
  readonly calls: number;
  /** Rejected, evicted or failed: no usable answer. */
  readonly failures: number;
  /** The backend declined the request: it answered with a status from 400 up that is not the endpoint’s fault. */
  readonly clientErrors: number;
  /** The client left. */
  readonly cancelled: number;
  /** Attempts that the backend answered by telling the gateway to wait. */
  readonly throttled: number;
  /** Moves from one endpoint to another, by reason. Of an endpoint: away from it. */
  readonly failovers: Readonly<Record<string, number>>;
  readonly tokens: TokenFigures;
  /** Tokens and calls a minute: mean, and of the busiest minute. */
  readonly tpm: number;
  readonly rpm: number;
  readonly peakTpm: number;
  readonly peakRpm: number;
  readonly wait: LatencyFigures;
  readonly firstByte: LatencyFigures;
  readonly duration: LatencyFigures;
}

/** Tokens of one thing in one window. */
export interface TokenFigures {
  /** Cached ones included. */
  readonly prompt: number;
  readonly cached: number;
  /** Reasoning ones included. */
  readonly completion: number;
  readonly reasoning: number;
  /** The part of prompt and completion that the gateway had to estimate. */
  readonly estimated: number;
  /** Spent from quotas of their own, as a batch's are: in none of the others. */
  readonly apart: number;
}

/** How long something took. Milliseconds; percentiles within 5 %. Without a count there is nothing else. */
export interface LatencyFigures {
  readonly count: number;
  readonly mean?: number;
  readonly p50?: number;
  readonly p90?: number;
  readonly p99?: number;
}

/** What one profile used in one window. */
export interface ProfileFigures {
  readonly profile: string;
  readonly calls: number;
  readonly failures: number;
  readonly tokens: TokenFigures;
}
