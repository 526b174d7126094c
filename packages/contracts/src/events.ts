import type { AttemptOutcome } from './outcome.ts';
import type { ErrorCode } from './errors.ts';
import type { HeaderPairs } from './headers.ts';
import type { TraceContext } from './trace.ts';
import type { Usage } from './usage.ts';

/** How an exchange ended. `served`: the client got the backend's answer, also one by which the backend declined the request. */
export type ExchangeOutcome = 'served' | 'rejected' | 'evicted' | 'failed' | 'cancelled';

/** An attempt at an endpoint has ended. */
export interface AttemptEnded {
  readonly kind: 'attempt-ended';
  readonly atMs: number;
  readonly requestId: string;
  readonly facade: string;
  readonly endpoint: string;
  /** 1 for the first. */
  readonly number: number;
  readonly outcome: AttemptOutcome;
  readonly startedAtMs: number;
  /** Milliseconds; `undefined` if no byte came. */
  readonly firstByteMs: number | undefined;
  /** Its span, if traces are on: the backend was told of it in `traceparent`. */
  readonly trace?: TraceContext | undefined;
}

/** A request has moved on from one endpoint to another. */
export interface FailedOver {
  readonly kind: 'failed-over';
  readonly atMs: number;
  readonly requestId: string;
  readonly facade: string;
  readonly from: string;
  readonly to: string;
  /** `throttled` or a failure reason. */
  readonly reason: string;
}

/** An exchange is over: the one record with everything about it. */
export interface ExchangeEnded {
  readonly kind: 'exchange-ended';
  readonly atMs: number;
  readonly requestId: string;
  readonly method: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  readonly profile: string | undefined;
  readonly tier: string | undefined;
  readonly lane: string | undefined;
  readonly facade: string | undefined;
  /** The endpoint that answered. */
  readonly endpoint: string | undefined;
  readonly model: string | undefined;
  readonly outcome: ExchangeOutcome;
  /** What went wrong, if the gateway itself answered. */
  readonly error: ErrorCode | undefined;
  /** Status that the client got; `undefined` if it left before one was sent. */
  readonly status: number | undefined;
  readonly attempts: number;
  /** Whether a later selector of the tier served it. */
  readonly spilled: boolean;
  readonly receivedAtMs: number;
  /** Time in a lane, all waits together, in milliseconds. */
  readonly waitedMs: number;
  /** From arrival to the first byte of the answer, in milliseconds. */
  readonly firstByteMs: number | undefined;
  readonly durationMs: number;
  readonly usage: Usage | undefined;
  /** False if the tokens are the gateway's estimate. */
  readonly usageExact: boolean;
  /** Estimated tokens when it was admitted. */
  readonly cost: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** What the backend said of itself: `x-ms-deployment-name`, spillover headers, region. */
  readonly servedBy: Readonly<Record<string, string>> | undefined;
  /** `traceparent` that the client sent. */
  readonly traceparent: string | undefined;
  /** Its span, if traces are on. */
  readonly trace?: TraceContext | undefined;
  /** The request's headers as they came: secrets among them, so what is told of them is chosen by name. */
  readonly headers?: HeaderPairs;
}

/** An endpoint was told to wait. */
export interface EndpointThrottled {
  readonly kind: 'endpoint-throttled';
  readonly atMs: number;
  readonly endpoint: string;
  readonly untilMs: number;
}

/** A breaker has changed. */
export interface BreakerChanged {
  readonly kind: 'breaker-changed';
  readonly atMs: number;
  readonly endpoint: string;
  readonly state: 'closed' | 'open' | 'half-open';
}

/** Probes have begun to fail, or to succeed again. */
export interface EndpointProbed {
  readonly kind: 'endpoint-probed';
  readonly atMs: number;
  readonly endpoint: string;
  readonly healthy: boolean;
}

/** A new config snapshot serves. */
export interface GenerationChanged {
  readonly kind: 'generation-changed';
  readonly atMs: number;
  readonly generation: number;
}

/** Something needs an operator's eye. */
export interface Warned {
  readonly kind: 'warned';
  readonly atMs: number;
  /** What it is about: `profiles`, `endpoint`, `processor`, `config`, `plugin`. */
  readonly subject: string;
  /** Its name, e.g. the endpoint's. */
  readonly name: string;
  /** One sentence without secrets. */
  readonly message: string;
}

/** Everything that a telemetry sink is told. */
export type GatewayEvent =
  | AttemptEnded
  | FailedOver
  | ExchangeEnded
  | EndpointThrottled
  | BreakerChanged
  | EndpointProbed
  | GenerationChanged
  | Warned;
