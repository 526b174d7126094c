import type { ExchangeEnded } from '@laneway/contracts';

/** What the ledger says of an exchange: one object of JSON and a line feed. */
export function ledgerLine(event: ExchangeEnded): string {
  const { usage, servedBy } = event;
  const entry = {
    at: new Date(event.atMs).toISOString(),
    request_id: event.requestId,
    profile: event.profile,
    tier: event.tier,
    facade: event.facade,
    endpoint: event.endpoint,
    // A provisioned deployment may have passed the request on: this one is to be paid.
    deployment: servedBy?.['x-ms-deployment-name'],
    served_by: servedBy,
    model: event.model,
    served_model: usage?.model,
    service_tier: usage?.serviceTier,
    prompt_tokens: usage?.promptTokens ?? 0,
    cached_tokens: usage?.cachedTokens ?? 0,
    completion_tokens: usage?.completionTokens ?? 0,
    reasoning_tokens: usage?.reasoningTokens ?? 0,
    tokens_exact: usage === undefined || event.usageExact,
    tokens_apart: usage?.apart,
    outcome: event.outcome,
    status: event.status,
    error: event.error,
    attempts: event.attempts,
    spilled: event.spilled,
    waited_ms: Math.round(event.waitedMs),
    first_byte_ms: event.firstByteMs === undefined ? undefined : Math.round(event.firstByteMs),
    duration_ms: Math.round(event.durationMs),
  };
  return `${JSON.stringify(entry)}\n`;
}
