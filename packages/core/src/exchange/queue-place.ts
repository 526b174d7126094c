import type { LanewayError } from '@laneway/contracts';

import { asLanewayError } from '../queue/queue-errors.ts';
import type { Consideration } from './decision.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Lease } from '../endpoints/lease.ts';
import type { Exchange } from './exchange.ts';
import type { LaneRules } from '../routing/lane-choice.ts';
import { laneOf } from '../routing/lane-choice.ts';
import { facadeOf, routeOf } from './placement.ts';
import { predictedWaitMs } from '../queue/predicted-wait.ts';
import type { Choice, Route, RouteStage } from '../routing/route.ts';
import type { Placement, Ticket, TicketOwner } from '../queue/ticket.ts';

/** An exchange in the lanes: where it waits and for how long, where it may go, and what was thought of every endpoint. */
export class QueuePlace implements TicketOwner {
  readonly #exchange: Exchange;
  #waitingSinceMs: number | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  onWait(stage: RouteStage): void {
    const { decision, ticket } = this.#exchange;
    this.startWaiting();
    if (ticket === undefined) return;
    this.#look(stage, 'waits', stage.choose(ticket.lane));
    decision.aheadOnArrival = ticket.lane.depth;
    decision.predictedWaitMs = this.#prediction(ticket);
  }

  onChoice(stage: RouteStage, choice: Choice): void {
    this.stopWaiting();
    this.#exchange.decision.spilled = choice.selector > 0;
    this.#look(stage, 'dispatched', choice);
  }

  pick(candidates: readonly Endpoint[]): Endpoint {
    const { facade, request } = this.#exchange;
    const picked = this.#exchange.guard('balancer', () => facade?.balancer.pick(candidates, request));
    // A balancer that answers with something else must not send a request astray.
    const endpoint = candidates.find((candidate) => candidate === picked) ?? candidates[0];
    if (endpoint === undefined) throw new RangeError('a choice has at least one candidate');
    return endpoint;
  }

  onLease(lease: Lease): void {
    this.#exchange.attempts.begin(lease);
  }

  onEvict(error: LanewayError): void {
    this.#exchange.refuse(error, error.code === 'throttled' ? 'failed' : 'evicted');
  }

  replace(): Placement | LanewayError {
    const exchange = this.#exchange;
    try {
      exchange.moveTo(exchange.engine.generation());
      const { generation, request, profile, decision } = exchange;
      const { lane, reason } = laneOf(generation, profile, request);
      const facade = facadeOf(generation, request);
      exchange.facade = facade;
      decision.lane = lane.name;
      decision.laneReason = reason;
      decision.facade = facade.name;
      return { lane, route: this.#narrow(routeOf(generation, facade, profile)) };
    } catch (error) {
      return asLanewayError(error);
    }
  }

  laneUnder(rules: LaneRules<string>): string {
    const { profile, request } = this.#exchange;
    return laneOf(rules, profile, request).lane;
  }

  /** Where the ticket belongs after a failed attempt, or why it can't go on. */
  placement(ticket: Ticket): Placement | LanewayError {
    const { engine, generation, facade, profile } = this.#exchange;
    if (facade === undefined || generation !== engine.generation()) return this.replace();
    return { lane: ticket.lane, route: this.#narrow(routeOf(generation, facade, profile)) };
  }

  startWaiting(): void {
    this.#waitingSinceMs = this.#exchange.engine.now();
  }

  stopWaiting(): void {
    if (this.#waitingSinceMs === undefined) return;
    this.#exchange.decision.waitedMs += this.#exchange.engine.now() - this.#waitingSinceMs;
    this.#waitingSinceMs = undefined;
  }

  /** Answers with the routing decision instead of routing. */
  explain(ticket: Ticket): void {
    const { decision, request } = this.#exchange;
    const stage = ticket.route.stageAfter(0);
    const choice = stage.choose(ticket.lane);
    const hasRoom = choice !== undefined;
    this.#look(stage, hasRoom ? 'dispatched' : 'waits', choice);
    decision.model = request.model;
    decision.aheadOnArrival = hasRoom ? 0 : ticket.lane.depth;
    decision.predictedWaitMs = hasRoom ? 0 : this.#prediction(ticket);
    const body = new TextEncoder().encode(JSON.stringify(decision));
    this.#exchange.respond(200, ['content-type', 'application/json'], body);
  }

  #prediction({ lane, route }: Ticket): number | undefined {
    const { engine } = this.#exchange;
    return predictedWaitMs(engine.dispatcher.lanes, lane, route, engine.now());
  }

  // Endpoints that failed are avoided while another could serve at all.
  #narrow(route: Route): Route {
    const { attempts, facade, ticket } = this.#exchange;
    if (ticket?.pin !== undefined && facade !== undefined) return facade.route(undefined).only(ticket.pin);
    const narrowed = route.without(attempts.failures.endpoints);
    return narrowed.endpoints().some((endpoint) => endpoint.inability() === undefined) ? narrowed : route;
  }

  #look(stage: RouteStage, result: 'waits' | 'dispatched', choice: Choice | undefined): void {
    const { engine, decision, ticket } = this.#exchange;
    if (!engine.keepsDecisions || ticket === undefined) return;
    const considered: Consideration[] = [];
    stage.explain(ticket.lane, choice, (endpoint, selector, verdict) =>
      considered.push({ endpoint: endpoint.name, selector, verdict }),
    );
    decision.looks.push({ atMs: engine.now(), result, considered });
  }
}
