/** State of the breaker of an endpoint. */
export type BreakerState =
  /** Normal operation: the endpoint gets requests. */
  | 'closed'
  /** Too many failures: the endpoint gets no requests until a fixed time has passed. */
  | 'open'
  /** That time has passed: one request at a time is let through, and its outcome closes or opens the breaker. */
  | 'half-open';

/** Address and labels of an endpoint: all that connectors and credential sources need to know. */
export interface EndpointTarget {
  /** The key under `endpoints` in the config. Unique. */
  readonly name: string;
  /** Scheme, host and port, without a trailing slash, e.g. `https://east.example.com`. */
  readonly origin: string;
  /** Path to put before the path of the request: empty, or begins with `/` and does not end with one. */
  readonly basePath: string;
  /** `labels` of the config, e.g. `{ capacity: 'ptu' }`; empty if there are none. */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * Whether the connector must refuse addresses that are not public: private, loopback, link-local. It must look at the address
   * that it connects to, because a host name can resolve to another one at any time. @default false
   */
  readonly publicOnly?: boolean | undefined;
}

/** An endpoint as balancers see it. Its values change at any time: read them when needed and do not copy them. */
export interface EndpointView extends EndpointTarget {
  /** Number of requests that it may serve at once. At least 1. */
  readonly slots: number;
  /** Number of requests that it serves now. May be above `slots` after a reload that lowered them. */
  readonly inFlight: number;
  /** Priority group. The lowest group that has a candidate is used. @default 1 */
  readonly group: number;
  /** Share of requests relative to the other endpoints of the facade. Greater than 0. @default 1 */
  readonly weight: number;
  /**
   * Moving average of the time to the first byte, in milliseconds. Before the first answer: the latency of probes. Before the
   * first probe: 0.
   */
  readonly firstByteMs: number;
}
