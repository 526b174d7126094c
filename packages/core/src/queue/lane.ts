import type { LaneView } from '@laneway/contracts';

import type { LaneConfig, QueueConfig } from '../config.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { SlotClaimant } from '../endpoints/slots.ts';
import { DrainRate } from './drain-rate.ts';
import type { WaitingFlows } from './fair-share.ts';
import { FairShare } from './fair-share.ts';
import type { Flow } from './flow.ts';
import { RouteQueue } from './route-queue.ts';
import type { RouteStage } from '../routing/route.ts';
import type { Ticket } from './ticket.ts';
import { comesBefore } from './ticket.ts';

/** The waiting tickets of one rank, and which of them is next for an endpoint. */
export class Lane implements LaneView, SlotClaimant, WaitingFlows {
  readonly name: string;
  rank = 0;
  weight = 1;
  /** 0 to 1. */
  reserve = 0;
  maxWaitMs: number | undefined;
  capacity: number | undefined;
  depth = 0;
  /** Tickets that hold a slot. */
  running = 0;
  dispatchedTotal = 0;
  evictedTotal = 0;
  readonly drainRate = new DrainRate();
  readonly fairShare = new FairShare(this);
  readonly #queues = new Map<RouteStage, RouteQueue>();

  constructor(name: string) {
    this.name = name;
  }

  configure(config: LaneConfig, rank: number, fairness: QueueConfig['fairness']): void {
    this.rank = rank;
    this.weight = config.weight;
    this.reserve = config.reserve;
    this.maxWaitMs = config.maxWaitMs;
    this.capacity = config.capacity;
    this.fairShare.configure(fairness);
  }

  insert(ticket: Ticket): void {
    const stage = ticket.route.stageAfter(ticket.stageMs);
    let queue = this.#queues.get(stage);
    if (queue === undefined) {
      queue = new RouteQueue(stage);
      this.#queues.set(stage, queue);
    }
    queue.insert(ticket);
    ticket.flow.waiting += 1;
    this.depth += 1;
  }

  remove(ticket: Ticket): void {
    const queue = ticket.routeQueue;
    if (queue === undefined) return;
    queue.remove(ticket);
    if (queue.empty) this.#queues.delete(queue.stage);
    ticket.flow.waiting -= 1;
    this.depth -= 1;
  }

  /** The ticket that is next for a slot at `endpoint`, in the lane's own order; `undefined` if none can use one. */
  next(endpoint: Endpoint): Ticket | undefined {
    let next: Ticket | undefined;
    for (const queue of this.#queues.values()) {
      if (!queue.stage.admits(endpoint, this)) continue;
      const { first } = queue;
      if (first !== undefined && (next === undefined || comesBefore(first, next))) next = first;
    }
    return next;
  }

  /** The oldest ticket that has waited beyond the lane's `maxWait` and can use a slot at `endpoint`. */
  overdue(endpoint: Endpoint, nowMs: number): Ticket | undefined {
    if (this.maxWaitMs === undefined || this.depth === 0) return undefined;
    let overdue: Ticket | undefined;
    for (const { oldest, stage } of this.#queues.values()) {
      if (oldest === undefined || nowMs - oldest.enqueuedAtMs < this.maxWaitMs) continue;
      if (overdue !== undefined && overdue.sequence < oldest.sequence) continue;
      if (stage.admits(endpoint, this)) overdue = oldest;
    }
    return overdue;
  }

  /** The ticket that arrived last. */
  newest(): Ticket | undefined {
    let found: Ticket | undefined;
    for (const { newest } of this.#queues.values()) {
      if (newest !== undefined && (found === undefined || newest.sequence > found.sequence)) found = newest;
    }
    return found;
  }

  /** The ticket that arrived first. */
  oldest(): Ticket | undefined {
    let found: Ticket | undefined;
    for (const { oldest } of this.#queues.values()) {
      if (oldest !== undefined && (found === undefined || oldest.sequence < found.sequence)) found = oldest;
    }
    return found;
  }

  /** All waiting tickets, in no particular order. */
  tickets(): Ticket[] {
    const tickets: Ticket[] = [];
    for (const { oldest } of this.#queues.values()) {
      for (let ticket = oldest; ticket !== undefined; ticket = ticket.newer) tickets.push(ticket);
    }
    return tickets;
  }

  lowestStartTag(): number | undefined {
    let lowest: number | undefined;
    for (const { lowestStartTag: tag } of this.#queues.values()) {
      if (tag !== undefined && (lowest === undefined || tag < lowest)) lowest = tag;
    }
    return lowest;
  }

  reorder(flow: Flow): void {
    for (const queue of this.#queues.values()) queue.reorder(flow);
  }

  /** A ticket has got a slot. */
  dispatch(ticket: Ticket, nowMs: number): void {
    this.running += 1;
    this.dispatchedTotal += 1;
    // A requeued ticket does not drain the lane twice.
    if (ticket.dispatchNumber === 0) this.drainRate.note(nowMs);
    this.fairShare.charge(ticket);
  }

  /** A ticket has given its slot back. */
  finishRun(ticket: Ticket): void {
    this.running -= 1;
    this.fairShare.finishRun(ticket);
  }
}
