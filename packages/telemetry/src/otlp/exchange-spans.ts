import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { AttemptEnded, ExchangeEnded } from '@laneway/contracts';

import { attributeNames as names } from './attribute-names.ts';
import { operationOf } from './operation.ts';
import { parseTraceparent } from '../traceparent.ts';

/** Makes the spans of an exchange that is over: one for itself, and in it one for each attempt. */
export function recordExchangeSpans(
  tracer: Tracer,
  event: ExchangeEnded,
  attempts: readonly AttemptEnded[],
): void {
  const span = tracer.startSpan(
    `${event.method} ${event.facade ?? 'laneway'}`,
    { kind: SpanKind.SERVER, startTime: event.receivedAtMs },
    parentContext(event.traceparent),
  );
  if (span.isRecording()) {
    describeExchange(span, event);
    const context = trace.setSpan(ROOT_CONTEXT, span);
    for (const attempt of attempts) recordAttempt(tracer, { event, attempt, context });
  }
  span.end(event.atMs);
}

function parentContext(traceparent: string | undefined): Context {
  const parent = parseTraceparent(traceparent);
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, sampled } = parent;
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function describeExchange(span: Span, event: ExchangeEnded): void {
  span.setAttributes({
    [names.method]: event.method,
    [names.path]: event.path,
    [names.status]: event.status,
    [names.errorType]: event.error,
    [names.requestId]: event.requestId,
    [names.profile]: event.profile,
    [names.tier]: event.tier,
    [names.lane]: event.lane,
    [names.facade]: event.facade,
    [names.endpoint]: event.endpoint,
    [names.outcome]: event.outcome,
    [names.attempts]: event.attempts,
    [names.spilled]: event.spilled,
    [names.queueWait]: event.waitedMs / 1_000,
    [names.deployment]: event.servedBy?.['x-ms-deployment-name'],
    ...modelAttributes(event),
    ...usageAttributes(event),
  });
  if (event.firstByteMs !== undefined) span.addEvent('first byte', event.receivedAtMs + event.firstByteMs);
  if (event.outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
}

function recordAttempt(
  tracer: Tracer,
  {
    event,
    attempt,
    context,
  }: { readonly event: ExchangeEnded; readonly attempt: AttemptEnded; readonly context: Context },
): void {
  const { outcome, endpoint, number, startedAtMs, firstByteMs, atMs } = attempt;
  const span = tracer.startSpan(
    attemptName(event),
    { kind: SpanKind.CLIENT, startTime: startedAtMs },
    context,
  );
  const answered = (outcome.kind === 'success' || outcome.kind === 'refused') && endpoint === event.endpoint;
  span.setAttributes({
    [names.endpoint]: endpoint,
    [names.attemptNumber]: number,
    [names.outcome]: outcome.kind,
    [names.status]: statusOf(attempt, answered ? event.status : undefined),
    [names.timeToFirstChunk]: firstByteMs === undefined ? undefined : firstByteMs / 1_000,
    ...modelAttributes(event),
    ...(answered ? usageAttributes(event) : {}),
  });
  if (outcome.kind === 'failed' || outcome.kind === 'throttled') {
    span.setAttribute(names.errorType, outcome.kind === 'failed' ? outcome.reason : String(outcome.status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end(atMs);
}

function attemptName({ path, model, method }: ExchangeEnded): string {
  const operation = operationOf(path);
  if (operation === undefined) return method;
  return model === undefined ? operation.name : `${operation.name} ${model}`;
}

function statusOf({ outcome }: AttemptEnded, answered: number | undefined): number | undefined {
  return 'status' in outcome ? outcome.status : answered;
}

function modelAttributes({ path, model, usage }: ExchangeEnded): Attributes {
  const operation = operationOf(path);
  if (operation === undefined) return {};
  return {
    [names.operation]: operation.name,
    [names.provider]: operation.provider,
    [names.requestModel]: model,
    [names.responseModel]: usage?.model,
  };
}

function usageAttributes({ usage, usageExact }: ExchangeEnded): Attributes {
  if (usage === undefined) return {};
  return {
    [names.inputTokens]: usage.promptTokens,
    [names.cachedTokens]: usage.cachedTokens,
    [names.outputTokens]: usage.completionTokens,
    [names.reasoningTokens]: usage.reasoningTokens,
    [names.usageExact]: usageExact,
  };
}
