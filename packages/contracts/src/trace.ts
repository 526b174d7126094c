/** Position of a span in a trace. Source: W3C Trace Context, https://www.w3.org/TR/trace-context/ */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits. */
  readonly spanId: string;
  /** The span of the caller; for an attempt, the span of the exchange; `undefined` for the first span of a trace. */
  readonly parentSpanId: string | undefined;
  /** Whether the trace is recorded. */
  readonly sampled: boolean;
}
