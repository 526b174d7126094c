import type { ExchangeEnded, HeaderPairs } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import { parseTraceparent } from '../traceparent.ts';

/** The record of an exchange, with the request's headers if the engine provides them. */
export type LoggedExchange = ExchangeEnded & { readonly headers?: HeaderPairs };

/** Longer paths are cut. Characters. */
const longestPath = 1_024;

/** The log's fields for an exchange. Of its headers, only those in `headers` (lower case). */
export function exchangeLine(
  event: LoggedExchange,
  headers: readonly string[],
): Readonly<Record<string, unknown>> {
  const { usage } = event;
  return {
    request_id: event.requestId,
    trace_id: event.trace?.traceId ?? parseTraceparent(event.traceparent)?.traceId,
    method: event.method,
    path: event.path.slice(0, longestPath),
    profile: event.profile,
    tier: event.tier,
    lane: event.lane,
    facade: event.facade,
    endpoint: event.endpoint,
    served_by: event.servedBy,
    model: event.model,
    status: event.status,
    outcome: event.outcome,
    error: event.error,
    attempts: event.attempts,
    spilled: event.spilled,
    waited_ms: tenths(event.waitedMs),
    first_byte_ms: tenths(event.firstByteMs),
    duration_ms: tenths(event.durationMs),
    prompt_tokens: usage?.promptTokens,
    cached_tokens: usage?.cachedTokens,
    completion_tokens: usage?.completionTokens,
    reasoning_tokens: usage?.reasoningTokens,
    tokens_exact: usage === undefined ? undefined : event.usageExact,
    tokens_separate: usage?.separateQuota,
    request_bytes: event.requestBytes,
    response_bytes: event.responseBytes,
    headers: chosenHeaders(event.headers, headers),
  };
}

function chosenHeaders(
  sent: HeaderPairs | undefined,
  names: readonly string[],
): Record<string, string> | undefined {
  if (sent === undefined || names.length === 0) return undefined;
  const chosen: Record<string, string> = {};
  for (const name of names) {
    const value = headerValue(sent, name);
    if (value !== undefined) chosen[name] = value;
  }
  return chosen;
}

function tenths(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds * 10) / 10;
}
