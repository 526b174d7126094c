import type { BreakerState } from '@laneway/contracts';

import type { HeadroomReading } from './headroom/headroom-claim.ts';

/** A lane at one moment. */
export interface LaneSnapshot {
  readonly name: string;
  /** 0 is the best. */
  readonly rank: number;
  /** Tickets that wait. */
  readonly depth: number;
  /** How long the oldest of them has waited, in milliseconds; 0 if none waits. */
  readonly oldestWaitMs: number;
  /** Requests in progress at endpoints. */
  readonly running: number;
  /** Slots that its tickets have got since the gateway started; a retry counts again. */
  readonly dispatchedTotal: number;
  readonly evictedTotal: number;
  /** Tickets dispatched per second, a recent average. */
  readonly drainRate: number;
  /** How long a ticket that joined now would wait, in milliseconds; `undefined` while unknown. */
  readonly predictedWaitMs: number | undefined;
}

/** An endpoint at one moment. */
export interface EndpointSnapshot {
  readonly name: string;
  /** Scheme, host and port of its URL. */
  readonly origin: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly group: number;
  readonly slots: number;
  /** Slots in use. */
  readonly inFlight: number;
  /** Clock time in milliseconds; `undefined` if it is not throttled. */
  readonly throttledUntilMs: number | undefined;
  readonly breaker: BreakerState;
  /** Result of the last probe; `undefined` if it is not probed. */
  readonly probe: 'healthy' | 'unhealthy' | undefined;
  /** Average time to the first byte of recent answers, in milliseconds; 0 before the first. */
  readonly firstByteMs: number;
  /** Tokens left of its quota; negative while in debt, `undefined` if not limited. */
  readonly tokensLeft: number | undefined;
  /** Requests left of its quota; `undefined` if not limited. */
  readonly requestsLeft: number | undefined;
  readonly attemptsTotal: number;
  /** Attempts that failed, without throttled ones. */
  readonly failuresTotal: number;
  /** Attempts that the backend throttled. */
  readonly throttledTotal: number;
}

/** Endpoints whose slots several tiers share, at one moment. Shares are of the last minutes, 0 to 1. */
export interface PoolSnapshot {
  readonly endpoints: readonly string[];
  /** Share of the slots' time that was used. */
  readonly busy: number;
  /** The tiers that lower ones make room for, by lane, best first. */
  readonly tiers: readonly HeadroomReading[];
}

/** Whether the gateway can serve. */
export interface HealthSnapshot {
  readonly ready: boolean;
  /** Why it cannot, one sentence each; empty if it can. */
  readonly reasons: readonly string[];
}

/** The engine at one moment. */
export interface StateSnapshot {
  /** Number of the config that serves, counted from 1. */
  readonly generation: number;
  /** Whether it is shutting down and rejects new requests. */
  readonly draining: boolean;
  /** Exchanges that have not ended. */
  readonly exchanges: number;
  /** Tickets that wait in lanes. */
  readonly waiting: number;
  /** Requests in progress at endpoints. */
  readonly running: number;
  /** Best rank first. */
  readonly lanes: readonly LaneSnapshot[];
  readonly endpoints: readonly EndpointSnapshot[];
  readonly pools: readonly PoolSnapshot[];
  readonly facades: readonly { readonly name: string; readonly endpoints: readonly string[] }[];
}
