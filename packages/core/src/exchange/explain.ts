import type { Decision } from './decision.ts';
import type { Exchange } from './exchange.ts';

/** Why the request is treated, or was treated, as it is. */
export function decisionOf(exchange: Exchange): Decision {
  const { attempts, facade, profile, queue, request, ticket } = exchange;
  return {
    requestId: exchange.id,
    receivedAtMs: exchange.receivedAtMs,
    profile: profile?.id,
    tier: profile?.tier,
    lane: ticket?.lane.name,
    laneReason: exchange.laneReason,
    facade: facade?.name,
    model: request.modelAtHand ?? attempts.usage?.model,
    cost: request.cost,
    deadlineAtMs: ticket?.deadlineAtMs,
    aheadOnArrival: queue.aheadOnArrival,
    predictedWaitMs: queue.predictedWaitMs,
    looks: queue.looks,
    attempts: attempts.records,
    spilled: queue.spilled,
    outcome: exchange.outcome,
    error: exchange.error,
    status: exchange.status,
    waitedMs: queue.waitedMs,
    firstByteMs: exchange.firstByteMs,
    durationMs: exchange.endedAtMs === undefined ? undefined : exchange.endedAtMs - exchange.receivedAtMs,
  };
}

/** Answers with the decision instead of sending the request to a backend. */
export function explain(exchange: Exchange): void {
  const { model } = exchange.request;
  const body = new TextEncoder().encode(JSON.stringify({ ...decisionOf(exchange), model }));
  exchange.respond(200, ['content-type', 'application/json'], body);
}
