import type { LaneView } from '@laneway/contracts';

import { Band } from './band.ts';
import type { LaneConfig, QueueConfig } from '../config.ts';
import { DrainRate } from './drain-rate.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { Flow } from './flow.ts';
import type { RouteStage } from '../routing/route.ts';
import type { Ticket } from './ticket.ts';

let lanesMade = 0;

/** Tickets of one rank: which of them is next for an endpoint, and what each flow has been served. */
export class Lane implements LaneView {
  readonly name: string;
  /** Never used twice: endpoints count by it. */
  readonly index = lanesMade++;
  rank = 0;
  weight = 1;
  /** 0 to 1. */
  reserve = 0;
  maxWaitMs: number | undefined;
  capacity: number | undefined;
  depth = 0;
  running = 0;
  dispatchedTotal = 0;
  evictedTotal = 0;
  readonly drainRate = new DrainRate();

  #fairness: QueueConfig['fairness'] = 'tokens';
  readonly #bands = new Map<RouteStage, Band>();
  readonly #flows = new Map<string, Flow>();
  /** What the flow that was served last had been served before: nobody comes back with less. */
  #floor = 0;
  #sweepAt = 64;
  #turns = 0;

  constructor(name: string) {
    this.name = name;
  }

  configure(config: LaneConfig, rank: number, fairness: QueueConfig['fairness']): void {
    this.rank = rank;
    this.weight = config.weight;
    this.reserve = config.reserve;
    this.maxWaitMs = config.maxWaitMs;
    this.capacity = config.capacity;
    if (fairness !== this.#fairness) this.#startOver();
    this.#fairness = fairness;
  }

  /** The flow called `id`, made if it is not known. */
  flow(id: string, weight: number): Flow {
    let flow = this.#flows.get(id);
    if (flow === undefined) {
      if (this.#flows.size >= this.#sweepAt) this.#sweep();
      flow = new Flow(id, weight);
      this.#flows.set(id, flow);
    }
    flow.weight = weight;
    return flow;
  }

  /** A ticket comes, to wait or to be served at once. Idle time is not credit: its flow starts level with the least served of those who wait. */
  welcome(ticket: Ticket): void {
    // Looked up once more: the last of its tickets may have ended since, and it been forgotten.
    const flow = this.flow(ticket.flow.id, ticket.flow.weight);
    ticket.flow = flow;
    if (flow.waiting > 0) return;
    let least: number | undefined;
    for (const { leastServed } of this.#bands.values()) {
      if (leastServed !== undefined && (least === undefined || leastServed < least)) least = leastServed;
    }
    flow.served = Math.max(flow.served, least ?? this.#floor);
  }

  insert(ticket: Ticket): void {
    const stage = ticket.route.stageAt(ticket);
    let band = this.#bands.get(stage);
    if (band === undefined) {
      band = new Band(stage);
      this.#bands.set(stage, band);
    }
    band.insert(ticket);
    ticket.flow.waiting += 1;
    this.depth += 1;
  }

  remove(ticket: Ticket): void {
    const band = ticket.band;
    if (band === undefined) return;
    band.remove(ticket);
    if (band.empty) this.#bands.delete(band.stage);
    ticket.flow.waiting -= 1;
    this.depth -= 1;
  }

  /** The ticket that a slot at `endpoint` would go to, in the lane's own order. */
  next(endpoint: Endpoint): Ticket | undefined {
    let best: Ticket | undefined;
    for (const band of this.#bands.values()) {
      if (!band.stage.admits(endpoint, this)) continue;
      const first = band.first;
      if (first !== undefined && (best === undefined || goesBefore(first, best))) best = first;
    }
    return best;
  }

  /** The ticket that has waited longest beyond the lane's `maxWait` and can use a slot at `endpoint`. */
  overdue(endpoint: Endpoint, nowMs: number): Ticket | undefined {
    if (this.maxWaitMs === undefined || this.depth === 0) return undefined;
    let oldest: Ticket | undefined;
    for (const band of this.#bands.values()) {
      const ticket = band.oldest;
      if (ticket === undefined || nowMs - ticket.enqueuedAtMs < this.maxWaitMs) continue;
      if (oldest !== undefined && oldest.sequence < ticket.sequence) continue;
      if (band.stage.admits(endpoint, this)) oldest = ticket;
    }
    return oldest;
  }

  /** The last ticket that came. */
  newest(): Ticket | undefined {
    let newest: Ticket | undefined;
    for (const { newest: ticket } of this.#bands.values()) {
      if (ticket !== undefined && (newest === undefined || ticket.sequence > newest.sequence))
        newest = ticket;
    }
    return newest;
  }

  oldest(): Ticket | undefined {
    let oldest: Ticket | undefined;
    for (const { oldest: ticket } of this.#bands.values()) {
      if (ticket !== undefined && (oldest === undefined || ticket.sequence < oldest.sequence))
        oldest = ticket;
    }
    return oldest;
  }

  /** All tickets, for a new generation to place; in no particular order. */
  tickets(): Ticket[] {
    const tickets: Ticket[] = [];
    for (const band of this.#bands.values()) {
      for (let ticket = band.oldest; ticket !== undefined; ticket = ticket.newer) tickets.push(ticket);
    }
    return tickets;
  }

  /** The flow of this ticket has its turn, and pays for it. */
  charge(ticket: Ticket, nowMs: number): void {
    const { flow } = ticket;
    flow.running += 1;
    this.running += 1;
    this.dispatchedTotal += 1;
    // One that comes back does not drain the lane twice.
    if (ticket.turn === 0) this.drainRate.note(nowMs);
    ticket.charged = true;
    ticket.turn = ++this.#turns;
    if (this.#fairness === 'none') return;
    this.#floor = Math.max(this.#floor, flow.served);
    flow.turnBefore = flow.lastTurn;
    flow.lastTurn = ticket.turn;
    this.#count(flow, this.#toll(ticket.cost));
  }

  /** A dispatched ticket no longer runs; it may come back. */
  stopped(ticket: Ticket): void {
    ticket.flow.running -= 1;
    this.running -= 1;
  }

  /** A dispatched ticket comes back unserved: it is as though its flow never had this turn, so that it keeps its place. */
  refund(ticket: Ticket): void {
    const { flow } = ticket;
    ticket.charged = false;
    if (flow.lastTurn === ticket.turn) flow.lastTurn = flow.turnBefore;
    this.#count(flow, -this.#toll(ticket.cost));
  }

  /** The exchange is over: what it really used replaces the estimate. */
  settle(ticket: Ticket, actual: number): void {
    const { flow } = ticket;
    if (ticket.charged && this.#fairness === 'tokens') this.#count(flow, actual - ticket.cost);
    ticket.charged = false;
    // With nobody waiting there is nobody to be fair to.
    if (flow.idle && this.depth === 0) this.#flows.delete(flow.id);
  }

  /** What each known flow has been served, for tests and dashboards. */
  served(): ReadonlyMap<string, number> {
    return new Map(Array.from(this.#flows, ([id, flow]) => [id, flow.served]));
  }

  // Tokens and requests can't be compared.
  #startOver(): void {
    this.#floor = 0;
    for (const flow of this.#flows.values()) {
      flow.served = 0;
      flow.lastTurn = 0;
    }
  }

  #toll(cost: number): number {
    if (this.#fairness === 'tokens') return cost;
    return this.#fairness === 'requests' ? 1 : 0;
  }

  #count(flow: Flow, amount: number): void {
    if (amount === 0) return;
    flow.served += amount / flow.weight;
    if (flow.waiting === 0) return;
    for (const band of this.#bands.values()) band.reorder(flow);
  }

  // Flows that owe nothing are forgotten; doubling the threshold keeps the sweep O(1) per new flow.
  #sweep(): void {
    for (const [id, flow] of this.#flows) {
      if (flow.idle && (this.depth === 0 || flow.served <= this.#floor)) this.#flows.delete(id);
    }
    this.#sweepAt = Math.max(64, 2 * this.#flows.size);
  }
}

function goesBefore(a: Ticket, b: Ticket): boolean {
  if (a.flow.served !== b.flow.served) return a.flow.served < b.flow.served;
  if (a.flow.lastTurn !== b.flow.lastTurn) return a.flow.lastTurn < b.flow.lastTurn;
  return a.sequence < b.sequence;
}
