import type { Principal, RequestVerdict } from '@laneway/contracts';
import { headerValue, LanewayError } from '@laneway/contracts';

import { parseDeadline, parseTimeout } from './deadline.ts';
import type { Exchange } from './exchange.ts';
import { explain } from './explain.ts';
import type { Facade } from '../routing/facade.ts';
import { findProfile, identify } from './identify.ts';
import { firstHeader, laneOf } from '../routing/lane-choice.ts';
import { facadeOf, routeOf } from './facade-choice.ts';
import { RequestFacts } from '../routing/request-facts.ts';
import { Ticket } from '../queue/ticket.ts';

/**
 * Brings a request to its lane: caller, profile, body, request processors, facade, quota, ticket. Synchronous unless a plugin
 * answers with a promise.
 */
export function admit(exchange: Exchange): void {
  const { engine, generation, request } = exchange;
  if (engine.draining) return exchange.reject(drainingError());
  whenReady(
    exchange,
    () => identify(generation, request.headers),
    (principal) => withPrincipal(exchange, principal),
  );
}

function drainingError(): LanewayError {
  return new LanewayError('draining', 'The gateway is shutting down.', { retryAfterMs: 1_000 });
}

function withPrincipal(exchange: Exchange, principal: Principal | undefined): void {
  whenReady(
    exchange,
    () => findProfile(exchange.generation, principal),
    (profile) => {
      exchange.profile = profile;
      exchange.request.profile = profile?.id;
      exchange.whenRead(() =>
        whenReady(
          exchange,
          () => undefined,
          () => process(exchange, 0),
        ),
      );
    },
  );
}

function process(exchange: Exchange, index: number): void {
  const processor = exchange.generation.requestProcessors[index];
  if (processor === undefined) return enqueue(exchange);
  whenReady(
    exchange,
    () => processor.process(exchange.request, exchange.profile),
    (verdict) => follow(exchange, verdict, index),
  );
}

function follow(exchange: Exchange, verdict: RequestVerdict, index: number): void {
  switch (verdict.kind) {
    case 'continue':
      return process(exchange, index + 1);
    case 'rewrite':
      exchange.request = new RequestFacts({ ...verdict.request, id: exchange.id }, exchange.generation);
      exchange.request.profile = exchange.profile?.id;
      return process(exchange, index + 1);
    case 'respond':
      return exchange.respond(
        verdict.status,
        verdict.headers,
        verdict.body.kind === 'bytes' ? verdict.body.bytes : new Uint8Array(),
      );
    case 'refuse':
      throw verdict.error;
    default:
      return verdict satisfies never;
  }
}

function enqueue(exchange: Exchange): void {
  const { engine, queue, request } = exchange;
  // Earlier steps may have been asynchronous: queue under the current generation.
  exchange.moveTo(engine.generation());
  const ticket = newTicket(exchange);
  exchange.ticket = ticket;
  if (headerValue(request.headers, 'x-laneway-explain') === 'true') {
    queue.foresee(ticket);
    return explain(exchange);
  }
  reserveQuota(exchange);
  exchange.facade?.retryBudget.noteRequest(ticket.enqueuedAtMs);
  engine.dispatcher.submit(ticket);
}

function newTicket(exchange: Exchange): Ticket {
  const { engine, generation, request, profile } = exchange;
  const { lane, reason } = laneOf(generation, profile, request);
  const facade = facadeOf(generation, request);
  const route = routeOf(generation, facade, profile);
  const nowMs = engine.now();
  exchange.timeoutMs = timeoutOf(exchange);
  const deadlineAtMs = deadlineOf(exchange, nowMs);
  exchange.enter(facade);
  exchange.laneReason = reason;
  request.cost = costOf(exchange, facade);
  const pin = engine.affinity.pinOf(request.storedIds, facade.endpoints);
  return new Ticket(
    exchange.queue,
    {
      sequence: engine.nextSequence(),
      enqueuedAtMs: nowMs,
      deadlineAtMs,
      cost: request.cost,
      pin,
      lane,
      flow: lane.fairShare.flow(profile?.id ?? '', profile?.weight ?? 1),
      // A stored object is known to one endpoint only, whatever the tier prefers.
      route: pin === undefined ? route : facade.route(undefined).only(pin),
    },
    engine.ticketTimers,
  );
}

function timeoutOf({ generation, request }: Exchange): number | undefined {
  const names = generation.config.headers.timeout;
  const timeout = firstHeader(request, names);
  return timeout === undefined ? undefined : parseTimeout(names[0] ?? 'x-timeout', timeout);
}

function deadlineOf({ generation, request }: Exchange, nowMs: number): number {
  const { headers, queue } = generation.config;
  const ttl = firstHeader(request, headers.ttl);
  return ttl === undefined ? nowMs + queue.ttlMs : parseDeadline(headers.ttl[0] ?? 'x-ttl', ttl, nowMs);
}

// The body is parsed only where tokens are limited; elsewhere its size is enough for an estimate.
function costOf(exchange: Exchange, facade: Facade): number {
  const { request, profile } = exchange;
  const { promptTokens } = request;
  if (promptTokens === undefined) return 1;
  const looksInside = facade.limitsTokens || profile?.quota?.tpm !== undefined;
  return facade.estimator.estimate(promptTokens, looksInside ? request.maxTokens : undefined);
}

function reserveQuota(exchange: Exchange): void {
  const { generation, profile, request } = exchange;
  if (profile?.quota === undefined) return;
  const answer = generation.quotas.reserve(profile.id, request.cost, profile.quota);
  if (answer.kind === 'exceeded') {
    throw new LanewayError('quota_exceeded', `The ${answer.limit} quota of the profile is used up.`, {
      param: answer.limit,
      retryAfterMs: answer.retryAfterMs,
    });
  }
  generation.pin();
  exchange.quotaHold = { generation, reservation: answer.reservation };
}

// Goes on at once if the value is not a promise: most requests stay within one tick.
function whenReady<Value>(
  exchange: Exchange,
  get: () => Value | Promise<Value>,
  next: (value: Value) => void,
): void {
  try {
    const value = get();
    if (!(value instanceof Promise)) return next(value);
    value.then(
      (ready) => (exchange.ended ? undefined : whenReady(exchange, () => ready, next)),
      (error: unknown) => exchange.reject(error),
    );
  } catch (error) {
    exchange.reject(error);
  }
}
