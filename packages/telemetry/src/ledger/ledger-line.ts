import type { ExchangeEnded } from '@laneway/contracts';

/** The ledger's line for an exchange: a JSON object and a line feed. */
export function ledgerLine(event: ExchangeEnded): string {
  const { usage, servedBy } = event;
  const entry = {
    at: new Date(event.atMs).toISOString(),
    request_id: event.requestId,
    profile: event.profile,
    tier: event.tier,
    facade: event.facade,
    endpoint: event.endpoint,
    // A provisioned deployment may have spilled the request: this is the one that is billed.
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
    tokens_separate: usage?.separateQuota,
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
