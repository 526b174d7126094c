import type { TraceContext } from '@laneway/contracts';

// Version 00: later versions begin the same way. All zeros is not an id.
const form = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-|$)/;

/** The span of an exchange: a child of the caller's, or the first of a new trace, sampled with probability `sample`. */
export function exchangeTrace(
  traceparent: string | undefined,
  random: () => number,
  sample: number,
): TraceContext {
  const [, traceId, parentSpanId, flags] = form.exec(traceparent ?? '') ?? [];
  const spanId = hex(16, random);
  if (traceId === undefined) {
    return { traceId: hex(32, random), spanId, parentSpanId: undefined, sampled: random() < sample };
  }
  return { traceId, spanId, parentSpanId, sampled: (Number.parseInt(flags ?? '0', 16) & 1) === 1 };
}

/** The span of an attempt, a child of its exchange. */
export function attemptTrace(exchange: TraceContext, random: () => number): TraceContext {
  return { ...exchange, spanId: hex(16, random), parentSpanId: exchange.spanId };
}

/** Value of `traceparent`: the backend's spans are children of this one. */
export function traceparentOf({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

function hex(digits: number, random: () => number): string {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 0x1_0000)
      .toString(16)
      .padStart(4, '0');
  // An id must not be all zeros, even if the source of randomness returns only 0.
  return /^0+$/.test(text) ? `${text.slice(1)}1` : text;
}
