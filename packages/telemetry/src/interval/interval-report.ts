import type { PtuEstimate } from '../size/ptu-estimate.ts';

/** Figures of each window of wall-clock time, and the provisioned capacity that they would need. Times are ISO 8601. */
export interface IntervalReport {
  readonly at: string;
  /** Begin of the counting. */
  readonly since: string;
  /** Number of the current config. */
  readonly generation: number;
  readonly windowMs: number;
  /** All windows below together. */
  readonly total: Figures;
  readonly size: PtuEstimate;
  /** Events that were older than the oldest window on arrival, and are in no window. */
  readonly late: number;
  /** Oldest first; the last one is the current one. Windows without events are included. */
  readonly windows: readonly WindowReport[];
}

/** One window. A call without e.g. a tier is missing from that list only. */
export interface WindowReport {
  readonly from: string;
  readonly to: string;
  /** Whether it is over. */
  readonly complete: boolean;
  readonly total: Figures;
  /** Their calls are attempts at the endpoint, not requests of callers. */
  readonly endpoints: Readonly<Record<string, Figures>>;
  readonly facades: Readonly<Record<string, Figures>>;
  readonly models: Readonly<Record<string, Figures>>;
  readonly tiers: Readonly<Record<string, Figures>>;
  /** Those with the most tokens; empty unless configured. */
  readonly profiles?: readonly ProfileFigures[];
}

/** Figures of one group in one window. */
export interface Figures {
  readonly calls: number;
  /** Rejected, evicted or failed: no usable answer. */
  readonly failures: number;
  /** The backend declined the request: it answered with a status from 400 up that is not the endpoint’s fault. */
  readonly clientErrors: number;
  /** The client left. */
  readonly cancelled: number;
  /** Attempts that the backend throttled. */
  readonly throttled: number;
  /** Failovers by reason. For an endpoint: those away from it. */
  readonly failovers: Readonly<Record<string, number>>;
  readonly tokens: TokenFigures;
  /** Tokens and calls per minute: mean, and of the busiest minute. */
  readonly tpm: number;
  readonly rpm: number;
  readonly peakTpm: number;
  readonly peakRpm: number;
  readonly wait: LatencyFigures;
  readonly firstByte: LatencyFigures;
  readonly duration: LatencyFigures;
}

/** Tokens of one group in one window. */
export interface TokenFigures {
  /** Cached ones included. */
  readonly prompt: number;
  readonly cached: number;
  /** Reasoning ones included. */
  readonly completion: number;
  readonly reasoning: number;
  /** The part of prompt and completion that the gateway had to estimate. */
  readonly estimated: number;
  /** Tokens from separate quotas, such as those of batches: not included in the others. */
  readonly separate: number;
}

/** Distribution of a duration. Milliseconds; percentiles within 5 %. With a count of 0, everything else is absent. */
export interface LatencyFigures {
  readonly count: number;
  readonly mean?: number;
  readonly p50?: number;
  readonly p90?: number;
  readonly p99?: number;
}

/** Figures of one profile in one window. */
export interface ProfileFigures {
  readonly profile: string;
  readonly calls: number;
  readonly failures: number;
  readonly tokens: TokenFigures;
}
