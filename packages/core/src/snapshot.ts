import type { BreakerState } from '@laneway/contracts';

/** A lane at one moment. */
export interface LaneSnapshot {
  readonly name: string;
  readonly rank: number;
  /** Tickets that wait. */
  readonly depth: number;
  readonly oldestWaitMs: number;
  /** Requests in progress at endpoints. */
  readonly running: number;
  readonly dispatchedTotal: number;
  readonly evictedTotal: number;
  /** Dispatches a second, recent average. */
  readonly drainRate: number;
  /** How long a ticket that joined now would wait; `undefined` while unknown. Milliseconds. */
  readonly predictedWaitMs: number | undefined;
}

/** An endpoint at one moment. */
export interface EndpointSnapshot {
  readonly name: string;
  readonly origin: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly group: number;
  readonly slots: number;
  readonly inFlight: number;
  /** Clock time; `undefined` if not throttled. */
  readonly throttledUntilMs: number | undefined;
  readonly breaker: BreakerState;
  /** What probes say; `undefined` if it isn't probed. */
  readonly probe: 'healthy' | 'unhealthy' | undefined;
  readonly firstByteMs: number;
  /** Left in its buckets; `undefined` if not limited. Negative while in debt. */
  readonly tokensLeft: number | undefined;
  readonly requestsLeft: number | undefined;
  readonly attemptsTotal: number;
  readonly failuresTotal: number;
  readonly throttledTotal: number;
}

/** Whether the gateway can serve. */
export interface HealthSnapshot {
  readonly ready: boolean;
  /** Why not, one sentence each. */
  readonly reasons: readonly string[];
}

/** The engine at one moment. */
export interface StateSnapshot {
  readonly generation: number;
  readonly draining: boolean;
  /** Exchanges that haven't ended. */
  readonly exchanges: number;
  readonly waiting: number;
  readonly running: number;
  readonly lanes: readonly LaneSnapshot[];
  readonly endpoints: readonly EndpointSnapshot[];
  readonly facades: readonly { readonly name: string; readonly endpoints: readonly string[] }[];
}
