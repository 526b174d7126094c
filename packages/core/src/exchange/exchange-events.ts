import type { AttemptEnded, AttemptOutcome, ExchangeEnded, FailedOver } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import type { AttemptRun } from '../attempt/attempt-run.ts';
import type { Exchange } from './exchange.ts';

export function attemptEnded(exchange: Exchange, run: AttemptRun, outcome: AttemptOutcome): AttemptEnded {
  return {
    kind: 'attempt-ended',
    atMs: exchange.engine.now(),
    requestId: exchange.id,
    facade: exchange.facade?.name ?? '',
    endpoint: run.lease.endpoint.name,
    number: exchange.attempts.count,
    outcome,
    startedAtMs: run.startedAtMs,
    firstByteMs: run.firstByteMs,
    trace: run.trace,
  };
}

/** `outcome`: how the attempt at `from` ended. */
export function failedOver(
  exchange: Exchange,
  from: string,
  outcome: AttemptOutcome | undefined,
  to: string,
): FailedOver {
  return {
    kind: 'failed-over',
    atMs: exchange.engine.now(),
    requestId: exchange.id,
    facade: exchange.facade?.name ?? '',
    from,
    to,
    reason: outcome?.kind === 'failed' ? outcome.reason : (outcome?.kind ?? 'failed'),
  };
}

/** `tokens`: what the exchange is charged, which is the gateway's estimate if the backend reported no usage. */
export function exchangeEnded(exchange: Exchange, tokens: number): ExchangeEnded {
  const { attempts, facade, profile, queue, request, ticket } = exchange;
  const { run } = attempts;
  const atMs = exchange.endedAtMs ?? exchange.receivedAtMs;
  const promptTokens = Math.min(tokens, request.promptTokens ?? 0);
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
    profile: profile?.id,
    tier: profile?.tier,
    lane: ticket?.lane.name,
    facade: facade?.name,
    endpoint: run?.answered === true ? run.lease.endpoint.name : undefined,
    model: request.modelAtHand ?? run?.usage?.model,
    outcome: exchange.outcome ?? 'failed',
    error: exchange.error,
    status: exchange.status,
    attempts: attempts.count,
    spilled: queue.spilled,
    receivedAtMs: exchange.receivedAtMs,
    waitedMs: queue.waitedMs,
    firstByteMs: exchange.firstByteMs,
    durationMs: atMs - exchange.receivedAtMs,
    usage: run?.usage ?? estimate,
    usageExact: run?.usage !== undefined,
    cost: request.cost,
    requestBytes: request.bytes,
    responseBytes: exchange.responseBytes,
    servedBy: run?.head === undefined ? undefined : request.dialect.servedBy(run.head.headers),
    traceparent: headerValue(request.headers, 'traceparent'),
    trace: exchange.trace,
    headers: request.headers,
  };
}
