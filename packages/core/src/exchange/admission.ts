import type { Principal, RequestVerdict } from '@laneway/contracts';
import { headerValue, LanewayError } from '@laneway/contracts';

import { parseDeadline, parseTimeout } from './deadline.ts';
import { maxTokensOf } from '../dialect/estimate-cost.ts';
import type { Exchange } from './exchange.ts';
import type { Facade } from '../routing/facade.ts';
import { guessPrompt, isGeneration } from '../dialect/token-estimate.ts';
import { findProfile, identify } from './identify.ts';
import { firstHeader, laneOf } from '../routing/lane-choice.ts';
import { facadeOf, routeOf } from './placement.ts';
import { RequestFacts } from '../dialect/request-facts.ts';
import { Ticket } from '../queue/ticket.ts';

/** Brings a request to its lane: who calls, what they may do, request processors, facade, quota, ticket. Synchronous unless a plugin asks for time. */
export function admit(exchange: Exchange): void {
  const { generation, request } = exchange;
  whenReady(
    exchange,
    () => identify(generation, request.headers),
    (principal) => withPrincipal(exchange, principal),
  );
}

function withPrincipal(exchange: Exchange, principal: Principal | undefined): void {
  whenReady(
    exchange,
    () => findProfile(exchange.generation, principal),
    (profile) => {
      exchange.profile = profile;
      exchange.request.profile = profile?.id;
      process(exchange, 0);
    },
  );
}

function process(exchange: Exchange, index: number): void {
  const processor = exchange.generation.requestProcessors[index];
  if (processor === undefined) return enqueue(exchange);
  whenReady(
    exchange,
    () => processor.process(exchange.request, exchange.profile),
    (verdict) => obey(exchange, verdict, index),
  );
}

function obey(exchange: Exchange, verdict: RequestVerdict, index: number): void {
  switch (verdict.kind) {
    case 'continue':
      return process(exchange, index + 1);
    case 'rewrite':
      exchange.request = new RequestFacts({ ...verdict.request, id: exchange.id });
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
  const { engine, request } = exchange;
  // Whatever took its time until now, the lanes are those of today.
  exchange.moveTo(engine.generation());
  const ticket = newTicket(exchange);
  exchange.ticket = ticket;
  if (headerValue(request.headers, 'x-laneway-explain') === 'true') return exchange.place.explain(ticket);
  reserveQuota(exchange);
  exchange.facade?.retryBudget.noteRequest(ticket.enqueuedAtMs);
  engine.dispatcher.submit(ticket);
}

function newTicket(exchange: Exchange): Ticket {
  const { engine, generation, request, profile, decision } = exchange;
  const { lane, reason } = laneOf(generation, profile, request);
  const facade = facadeOf(generation, request);
  const route = routeOf(generation, facade, profile);
  const nowMs = engine.now();
  readTimes(exchange, nowMs);
  exchange.facade = facade;
  request.cost = costOf(exchange, facade);
  decision.profile = profile?.id;
  decision.tier = profile?.tier;
  decision.lane = lane.name;
  decision.laneReason = reason;
  decision.facade = facade.name;
  decision.cost = request.cost;
  const pin = engine.affinity.pinOf(request, facade);
  return new Ticket(
    exchange.place,
    {
      sequence: engine.nextSequence(),
      enqueuedAtMs: nowMs,
      deadlineAtMs: decision.deadlineAtMs ?? Infinity,
      cost: request.cost,
      pin,
      lane,
      flow: lane.flow(profile?.id ?? '', profile?.weight ?? 1),
      // What only one endpoint holds is asked of it, whatever the tier prefers.
      route: pin === undefined ? route : facade.route(undefined).only(pin),
    },
    engine.ticketTimers,
  );
}

function readTimes(exchange: Exchange, nowMs: number): void {
  const { headers, queue } = exchange.generation.config;
  const timeout = firstHeader(exchange.request, headers.timeout);
  if (timeout !== undefined) exchange.timeoutMs = parseTimeout(headers.timeout[0] ?? 'x-timeout', timeout);
  const ttl = firstHeader(exchange.request, headers.ttl);
  exchange.decision.deadlineAtMs =
    ttl === undefined ? nowMs + queue.ttlMs : parseDeadline(headers.ttl[0] ?? 'x-ttl', ttl, nowMs);
}

// The body is looked into only where somebody's tokens are limited: everybody else is estimated by its size.
function costOf(exchange: Exchange, facade: Facade): number {
  const { request, profile } = exchange;
  if (!isGeneration(request)) return 1;
  const looksInside = facade.limitsTokens || profile?.quota?.tpm !== undefined;
  return facade.estimator.estimate(
    guessPrompt(request),
    looksInside ? maxTokensOf(request.json()) : undefined,
  );
}

function reserveQuota(exchange: Exchange): void {
  const { engine, profile, request } = exchange;
  if (profile?.quota === undefined) return;
  const answer = engine.quotas.reserve(profile.id, request.cost, profile.quota);
  if (answer.kind === 'exceeded') {
    throw new LanewayError('quota_exceeded', `the ${answer.limit} quota of the profile is spent`, {
      param: answer.limit,
      retryAfterMs: answer.retryAfterMs,
    });
  }
  exchange.reservation = answer.reservation;
}

// Goes on at once when the value is there: the usual request never leaves its tick.
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
