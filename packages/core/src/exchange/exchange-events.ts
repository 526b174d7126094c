import type {
  AttemptEnded,
  AttemptOutcome,
  ExchangeEnded,
  FailedOver,
  HeaderPairs,
} from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import type { AttemptRecord } from './decision.ts';
import type { Exchange } from './exchange.ts';
import { guessPrompt } from '../dialect/token-estimate.ts';
import { HeaderNameSet } from '../attempt/headers.ts';

export function attemptEnded(
  exchange: Exchange,
  record: AttemptRecord,
  outcome: AttemptOutcome,
): AttemptEnded {
  return {
    kind: 'attempt-ended',
    atMs: record.endedAtMs ?? record.startedAtMs,
    requestId: exchange.id,
    facade: exchange.facade?.name ?? '',
    endpoint: record.endpoint,
    number: exchange.decision.attempts.length,
    outcome,
    startedAtMs: record.startedAtMs,
    firstByteMs: record.firstByteMs,
    trace: record.trace,
  };
}

export function failedOver(
  exchange: Exchange,
  { endpoint: from, outcome }: AttemptRecord,
  to: string,
): FailedOver {
  const reason = outcome?.kind === 'failed' ? outcome.reason : (outcome?.kind ?? 'failed');
  const atMs = exchange.engine.now();
  return {
    kind: 'failed-over',
    atMs,
    requestId: exchange.id,
    facade: exchange.facade?.name ?? '',
    from,
    to,
    reason,
  };
}

/** `tokens`: what the exchange is counted with; the gateway's estimate if the backend reported none. */
export function exchangeEnded(exchange: Exchange, tokens: number, atMs: number): ExchangeEnded {
  const { decision, request } = exchange;
  const { run } = exchange.attempts;
  const promptTokens = Math.min(tokens, guessPrompt(request));
  const estimate =
    tokens > 0
      ? { promptTokens, cachedTokens: 0, completionTokens: tokens - promptTokens, reasoningTokens: 0 }
      : undefined;
  return {
    kind: 'exchange-ended',
    atMs,
    requestId: exchange.id,
    method: request.method,
    path: request.path,
    profile: decision.profile,
    tier: decision.tier,
    lane: decision.lane,
    facade: decision.facade,
    endpoint: run?.answered === true ? run.lease.endpoint.name : undefined,
    model: decision.model,
    outcome: decision.outcome ?? 'failed',
    error: decision.error,
    status: decision.status,
    attempts: decision.attempts.length,
    spilled: decision.spilled,
    receivedAtMs: exchange.receivedAtMs,
    waitedMs: decision.waitedMs,
    firstByteMs: decision.firstByteMs,
    durationMs: atMs - exchange.receivedAtMs,
    usage: run?.usage ?? estimate,
    usageExact: run?.usage !== undefined,
    cost: request.cost,
    requestBytes: request.bytes,
    responseBytes: exchange.responseBytes,
    servedBy: run?.head === undefined ? undefined : servedBy(run.head.headers),
    traceparent: headerValue(request.headers, 'traceparent'),
    trace: exchange.trace,
    headers: request.headers,
  };
}

const servingHeaders = new HeaderNameSet([
  'x-ms-deployment-name',
  'x-ms-is-spilled-over',
  'x-ms-spillover-from-deployment',
  'x-ms-spillover-error',
  'x-ms-region',
  'x-request-id',
  'apim-request-id',
]);

function servedBy(headers: HeaderPairs): Readonly<Record<string, string>> | undefined {
  let found: Record<string, string> | undefined;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (servingHeaders.has(name)) (found ??= {})[name.toLowerCase()] = headers[index + 1] ?? '';
  }
  return found;
}
