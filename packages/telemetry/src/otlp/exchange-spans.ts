import type { Attributes } from '@opentelemetry/api';
import type { AttemptEnded, ExchangeEnded, TraceContext } from '@laneway/contracts';

import { attributeNames as names } from './attribute-names.ts';
import type { FinishedSpan } from './finished-span.ts';
import { operationOf } from './operation.ts';

/** The span of an exchange. `trace`: its position in the trace. */
export function exchangeSpan(event: ExchangeEnded, trace: TraceContext): FinishedSpan {
  const { receivedAtMs, firstByteMs } = event;
  return {
    trace,
    name: `${event.method} ${event.facade ?? 'laneway'}`,
    kind: 'server',
    startMs: receivedAtMs,
    endMs: event.atMs,
    attributes: { ...exchangeAttributes(event), ...modelAttributes(event), ...usageAttributes(event) },
    failed: event.outcome === 'failed',
    firstByteAtMs: firstByteMs === undefined ? undefined : receivedAtMs + firstByteMs,
  };
}

/** The span of an attempt. */
export function attemptSpan(attempt: AttemptEnded, trace: TraceContext, event: ExchangeEnded): FinishedSpan {
  const { outcome, endpoint, startedAtMs, firstByteMs } = attempt;
  const answered = endpoint === event.endpoint && (outcome.kind === 'success' || outcome.kind === 'declined');
  return {
    trace,
    name: attemptName(event),
    kind: 'client',
    startMs: startedAtMs,
    endMs: attempt.atMs,
    attributes: {
      ...attemptAttributes(attempt),
      ...modelAttributes(event),
      ...(answered ? { [names.status]: event.status, ...usageAttributes(event) } : {}),
    },
    failed: outcome.kind === 'failed' || outcome.kind === 'throttled',
    firstByteAtMs: firstByteMs === undefined ? undefined : startedAtMs + firstByteMs,
  };
}

function exchangeAttributes(event: ExchangeEnded): Attributes {
  return {
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
  };
}

function attemptAttributes({ endpoint, number, outcome, firstByteMs }: AttemptEnded): Attributes {
  const status = 'status' in outcome ? outcome.status : undefined;
  return {
    [names.endpoint]: endpoint,
    [names.attemptNumber]: number,
    [names.outcome]: outcome.kind,
    [names.status]: status,
    [names.errorType]: outcome.kind === 'failed' ? outcome.reason : status?.toString(),
    [names.timeToFirstChunk]: firstByteMs === undefined ? undefined : firstByteMs / 1_000,
  };
}

function attemptName({ path, model, method }: ExchangeEnded): string {
  const operation = operationOf(path);
  if (operation === undefined) return method;
  return model === undefined ? operation.name : `${operation.name} ${model}`;
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
    [names.usageSeparateQuota]: usage.separateQuota,
  };
}
