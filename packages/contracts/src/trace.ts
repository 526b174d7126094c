/** Where a span stands in a trace. Source: W3C Trace Context, https://www.w3.org/TR/trace-context/ */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits. */
  readonly spanId: string;
  /** The caller's span, or the exchange's for an attempt; `undefined` for the first of a trace. */
  readonly parentSpanId: string | undefined;
  readonly sampled: boolean;
}
