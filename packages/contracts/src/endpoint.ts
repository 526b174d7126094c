/** Where an endpoint is: all that connectors and credentials need to know. */
export interface EndpointTarget {
  readonly name: string;
  /** Scheme and authority, without a trailing slash: `https://east.openai.azure.com`. */
  readonly origin: string;
  /** Path that is put before the request's own; empty or begins with `/` and doesn't end with one. */
  readonly basePath: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** An endpoint as balancers see it: live, so read it and don't keep copies. */
export interface EndpointView extends EndpointTarget {
  /** Requests it may serve at once. At least 1. */
  readonly slots: number;
  /** Requests it serves now. */
  readonly inFlight: number;
  /** Priority group: the lowest with a candidate is used first. */
  readonly group: number;
  /** Share of requests relative to the others. Greater than 0. */
  readonly weight: number;
  /** Moving average of the time to first byte in milliseconds; until one was measured, that of answers to probes; else 0. */
  readonly firstByteMs: number;
}
