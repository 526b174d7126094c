import type { AttemptOutcome, FailureReason } from './outcome.ts';
import type { BreakerState } from './endpoint.ts';
import type { ErrorCode } from './errors.ts';
import type { HeaderPairs } from './headers.ts';
import type { TraceContext } from './trace.ts';
import type { Usage } from './usage.ts';

/** How an exchange ended. */
export type ExchangeOutcome =
  /** The client got the answer of a backend, also one by which the backend declined the request, or that of a request processor. */
  | 'served'
  /** The gateway refused the request before it was queued. */
  | 'rejected'
  /** The gateway refused the request while it waited: its deadline passed, or a better lane needed its place. */
  | 'evicted'
  /** No backend gave a usable answer, or the answer broke off. */
  | 'failed'
  /** The client left. */
  | 'cancelled';

/** An attempt at an endpoint has ended. */
export interface AttemptEnded {
  readonly kind: 'attempt-ended';
  /** Clock time of the end, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Id of the request. */
  readonly requestId: string;
  /** Name of the facade. */
  readonly facade: string;
  /** Name of the endpoint. */
  readonly endpoint: string;
  /** Position among the attempts of the request: 1 for the first. */
  readonly number: number;
  /** What the attempt came to. */
  readonly outcome: AttemptOutcome;
  /** Clock time of the start, in milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  /** From the start to the first byte of the answer, in milliseconds; `undefined` if no byte came. */
  readonly firstByteMs: number | undefined;
  /** Its span, sent to the backend in `traceparent`; absent if traces are off. */
  readonly trace?: TraceContext | undefined;
}

/** A request is tried at another endpoint than before. */
export interface FailedOver {
  readonly kind: 'failed-over';
  /** Clock time, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Id of the request. */
  readonly requestId: string;
  /** Name of the facade. */
  readonly facade: string;
  /** Name of the endpoint of the previous attempt. */
  readonly from: string;
  /** Name of the endpoint of the attempt that begins. */
  readonly to: string;
  /** Why the previous attempt failed: its failure reason, otherwise the kind of its outcome. */
  readonly reason: FailureReason | AttemptOutcome['kind'];
}

/** An exchange is over: the one record with everything about it. */
export interface ExchangeEnded {
  readonly kind: 'exchange-ended';
  /** Clock time of the end, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Id of the request. */
  readonly requestId: string;
  /** Method of the request. */
  readonly method: string;
  /** Path of the request, without the query, which may hold secrets. */
  readonly path: string;
  /** Name of the profile; `undefined` for an anonymous caller. */
  readonly profile: string | undefined;
  /** Name of the tier; `undefined` if the profile has none. */
  readonly tier: string | undefined;
  /** Name of the lane; `undefined` if the request ended before one was chosen. */
  readonly lane: string | undefined;
  /** Name of the facade; `undefined` if the request ended before one was chosen. */
  readonly facade: string | undefined;
  /** Name of the endpoint that answered; `undefined` if none did. */
  readonly endpoint: string | undefined;
  /** The model or deployment that the request names, otherwise the one that the answer names, as far as somebody looked. */
  readonly model: string | undefined;
  /** How it ended. */
  readonly outcome: ExchangeOutcome;
  /** Code of the error; `undefined` if there was none. */
  readonly error: ErrorCode | undefined;
  /** Status that the client got; `undefined` if it left before one was sent. */
  readonly status: number | undefined;
  /** Number of attempts. 0 or more. */
  readonly attempts: number;
  /** Whether an endpoint of a later selector of the tier got the request. */
  readonly spilled: boolean;
  /** Clock time of the arrival, in milliseconds since the Unix epoch. */
  readonly receivedAtMs: number;
  /** Time spent in the queue, all waits together, in milliseconds. */
  readonly waitedMs: number;
  /** From the arrival to the head of the answer, in milliseconds; `undefined` if the client left before or got an error of the gateway. */
  readonly firstByteMs: number | undefined;
  /** From the arrival to the end, in milliseconds. */
  readonly durationMs: number;
  /** Tokens: as reported, otherwise estimated; `undefined` if nothing was used. */
  readonly usage: Usage | undefined;
  /** Whether `usage` was reported. If not, it is the gateway's estimate. */
  readonly usageExact: boolean;
  /** Estimated tokens at admission: prompt plus expected answer. */
  readonly cost: number;
  /** Bytes of the body of the request, as far as they are known. */
  readonly requestBytes: number;
  /** Bytes of the body that the client got, as sent (compressed if the answer was). */
  readonly responseBytes: number;
  /**
   * Headers (name in lower case) by which the backend names what served the request, such as deployment and region; `undefined`
   * if there are none.
   */
  readonly servedBy: Readonly<Record<string, string>> | undefined;
  /** `traceparent` as the client sent it; `undefined` if it sent none. */
  readonly traceparent: string | undefined;
  /** Its span; absent if traces are off. */
  readonly trace?: TraceContext | undefined;
  /** Headers of the request as sent, secrets among them: record only those that are chosen by name. */
  readonly headers?: HeaderPairs;
}

/** A backend has asked for a pause, and its endpoint gets no requests until then. */
export interface EndpointThrottled {
  readonly kind: 'endpoint-throttled';
  /** Clock time, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Name of the endpoint. */
  readonly endpoint: string;
  /** Clock time at which the pause ends, in milliseconds since the Unix epoch. */
  readonly untilMs: number;
}

/** The breaker of an endpoint has changed its state. */
export interface BreakerChanged {
  readonly kind: 'breaker-changed';
  /** Clock time, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Name of the endpoint. */
  readonly endpoint: string;
  /** The new state. */
  readonly state: BreakerState;
}

/** Probes of an endpoint have begun to fail, or to succeed again. */
export interface EndpointProbed {
  readonly kind: 'endpoint-probed';
  /** Clock time, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Name of the endpoint. */
  readonly endpoint: string;
  /** Whether the endpoint gets requests. */
  readonly healthy: boolean;
}

/** New requests are served under another config. */
export interface GenerationChanged {
  readonly kind: 'generation-changed';
  /** Clock time, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Number of the generation: 1 for the config at the start, one more for each reload. */
  readonly generation: number;
}

/** What a warning is about. */
export type WarningSubject =
  /** An endpoint, e.g. one that seems misconfigured. */
  | 'endpoint'
  /** A plugin, e.g. one that threw. */
  | 'plugin'
  /** A profile, e.g. one that names a tier that the config does not have. */
  | 'profiles';

/** Something that an operator should look at. */
export interface Warned {
  readonly kind: 'warned';
  /** Clock time, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** What the warning is about. */
  readonly subject: WarningSubject;
  /** Name of the endpoint, the profile or the plugin. */
  readonly name: string;
  /** One sentence without secrets. */
  readonly message: string;
}

/** An event that telemetry sinks receive. */
export type GatewayEvent =
  | AttemptEnded
  | FailedOver
  | ExchangeEnded
  | EndpointThrottled
  | BreakerChanged
  | EndpointProbed
  | GenerationChanged
  | Warned;
