import type { Attributes } from '@opentelemetry/api';
import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { TraceContext } from '@laneway/contracts';

import { hrTime } from './hr-time.ts';

/** A span that has ended. */
export interface FinishedSpan {
  readonly trace: TraceContext;
  readonly name: string;
  /** `server`: a request to the gateway. `client`: a request of the gateway. */
  readonly kind: 'server' | 'client';
  readonly startMs: number;
  readonly endMs: number;
  /** Those without a value are left out. */
  readonly attributes: Attributes;
  readonly failed: boolean;
  /** Clock time of the first byte; `undefined` if none came. */
  readonly firstByteAtMs: number | undefined;
}

/** Name and version of the instrumentation. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly version: string | undefined;
}

/** The span in the form that exporters read. */
export function readableSpan(span: FinishedSpan, { resource, version }: SpanOrigin): ReadableSpan {
  const { trace, kind, startMs, endMs, firstByteAtMs } = span;
  const { traceId, spanId, parentSpanId } = trace;
  const traceFlags = trace.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  // The parent of an attempt is the exchange; the parent of an exchange is in another process.
  const isRemote = kind === 'server';
  return {
    name: span.name,
    kind: kind === 'server' ? SpanKind.SERVER : SpanKind.CLIENT,
    spanContext: () => ({ traceId, spanId, traceFlags }),
    ...(parentSpanId === undefined
      ? {}
      : { parentSpanContext: { traceId, spanId: parentSpanId, traceFlags, isRemote } }),
    startTime: hrTime(startMs),
    endTime: hrTime(endMs),
    duration: hrTime(Math.max(0, endMs - startMs)),
    ended: true,
    status: { code: span.failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: Object.fromEntries(
      Object.entries(span.attributes).filter(([, value]) => value !== undefined),
    ),
    events: firstByteAtMs === undefined ? [] : [{ name: 'first byte', time: hrTime(firstByteAtMs) }],
    links: [],
    resource,
    instrumentationScope: version === undefined ? { name: 'laneway' } : { name: 'laneway', version },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
