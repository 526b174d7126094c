import { LanewayError } from '@laneway/contracts';

import type { Consideration, Look } from './decision.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Lease } from '../endpoints/lease.ts';
import type { Exchange, QueueAccount } from './exchange.ts';
import { facadeOf, routeOf } from './facade-choice.ts';
import { predictedWaitMs } from '../queue/predicted-wait.ts';
import { asLanewayError } from '../queue/queue-errors.ts';
import type { LaneAndRoute, Ticket, TicketOwner } from '../queue/ticket.ts';
import type { LaneRules } from '../routing/lane-choice.ts';
import { laneOf } from '../routing/lane-choice.ts';
import type { Choice, Route, RouteStage } from '../routing/route.ts';

const noLooks: readonly Look[] = [];

/** An exchange in the queue: says where it may go, and measures how long it waits. */
export class QueuedRequest implements TicketOwner, QueueAccount {
  waitedMs = 0;
  spilled = false;
  aheadOnArrival: number | undefined;
  predictedWaitMs: number | undefined;
  readonly #exchange: Exchange;
  #looks: Look[] | undefined;
  #waitingSinceMs: number | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  get looks(): readonly Look[] {
    return this.#looks ?? noLooks;
  }

  /**
   * The attempt on `lease` failed: the request goes back to its lane, and the slot is given away.
   * Returns why, if it can no longer wait for another one.
   */
  requeue(lease: Lease): LanewayError | undefined {
    const { engine, ticket } = this.#exchange;
    if (ticket === undefined) return undefined;
    const placement = this.#laneAndRoute(ticket);
    if (placement instanceof LanewayError) {
      engine.dispatcher.release(ticket, lease, 0);
      return placement;
    }
    this.#startWaiting();
    engine.dispatcher.requeue(ticket, lease, placement);
    return undefined;
  }

  leave(): void {
    const { engine, ticket } = this.#exchange;
    this.#stopWaiting();
    if (ticket !== undefined) engine.dispatcher.withdraw(ticket);
  }

  onWait(stage: RouteStage): void {
    const { record, ticket } = this.#exchange;
    this.#startWaiting();
    if (ticket === undefined || record === undefined) return;
    this.#look(ticket, stage, stage.choose(ticket.lane), 'waits');
    this.aheadOnArrival = ticket.lane.depth;
    this.predictedWaitMs = this.#prediction(ticket);
  }

  onChoice(stage: RouteStage, choice: Choice): void {
    const { record, ticket } = this.#exchange;
    this.#stopWaiting();
    this.spilled = choice.selector > 0;
    if (ticket !== undefined && record !== undefined) this.#look(ticket, stage, choice, 'dispatched');
  }

  pick(candidates: readonly Endpoint[]): Endpoint {
    const { facade, request } = this.#exchange;
    const picked = this.#exchange.guard('balancer', () => facade?.balancer.pick(candidates, request));
    // A balancer that answers with anything else must not send the request there.
    const endpoint = candidates.find((candidate) => candidate === picked) ?? candidates[0];
    if (endpoint === undefined) throw new RangeError('A choice must have at least one candidate.');
    return endpoint;
  }

  onLease(lease: Lease): void {
    this.#exchange.attempts.begin(lease);
  }

  onEvict(error: LanewayError): void {
    this.#exchange.refuse(error, error.code === 'throttled' ? 'failed' : 'evicted');
  }

  relocate(): LaneAndRoute | LanewayError {
    const exchange = this.#exchange;
    try {
      exchange.moveTo(exchange.engine.generation());
      const { generation, request, profile } = exchange;
      const { lane, reason } = laneOf(generation, profile, request);
      const facade = facadeOf(generation, request);
      exchange.enter(facade);
      exchange.laneReason = reason;
      return { lane, route: this.#narrow(routeOf(generation, facade, profile)) };
    } catch (error) {
      return asLanewayError(error);
    }
  }

  laneUnder(rules: LaneRules<string>): string {
    const { profile, request } = this.#exchange;
    return laneOf(rules, profile, request).lane;
  }

  foresee(ticket: Ticket): void {
    const stage = ticket.route.stageAfter(0);
    const choice = stage.choose(ticket.lane);
    const hasRoom = choice !== undefined;
    this.#look(ticket, stage, choice, hasRoom ? 'dispatched' : 'waits');
    this.aheadOnArrival = hasRoom ? 0 : ticket.lane.depth;
    this.predictedWaitMs = hasRoom ? 0 : this.#prediction(ticket);
  }

  /** Where the ticket belongs after a failed attempt, or why it cannot go on. */
  #laneAndRoute(ticket: Ticket): LaneAndRoute | LanewayError {
    const { engine, generation, facade, profile } = this.#exchange;
    if (facade === undefined || generation !== engine.generation()) return this.relocate();
    return { lane: ticket.lane, route: this.#narrow(routeOf(generation, facade, profile)) };
  }

  // Endpoints that failed are avoided while another one is in service.
  #narrow(route: Route): Route {
    const { attempts, facade, ticket } = this.#exchange;
    if (ticket?.pin !== undefined && facade !== undefined) return facade.route(undefined).only(ticket.pin);
    const narrowed = route.without(attempts.failedEndpoints);
    return narrowed.endpoints().some((endpoint) => endpoint.downBecause() === undefined) ? narrowed : route;
  }

  #startWaiting(): void {
    this.#waitingSinceMs = this.#exchange.engine.now();
  }

  #stopWaiting(): void {
    if (this.#waitingSinceMs === undefined) return;
    this.waitedMs += this.#exchange.engine.now() - this.#waitingSinceMs;
    this.#waitingSinceMs = undefined;
  }

  #prediction({ lane, route }: Ticket): number | undefined {
    const { engine } = this.#exchange;
    return predictedWaitMs(engine.dispatcher.lanes, lane, route, engine.now());
  }

  #look(ticket: Ticket, stage: RouteStage, choice: Choice | undefined, result: Look['result']): void {
    const considered: Consideration[] = [];
    stage.explain(ticket.lane, choice, (endpoint, selector, verdict) =>
      considered.push({ endpoint: endpoint.name, selector, verdict }),
    );
    (this.#looks ??= []).push({ atMs: this.#exchange.engine.now(), result, considered });
  }
}
