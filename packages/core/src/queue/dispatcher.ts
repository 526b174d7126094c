import { LanewayError } from '@laneway/contracts';
import type { QueuePolicy } from '@laneway/contracts';

import { Arbiter } from './arbiter.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Lease } from '../endpoints/lease.ts';
import type { Lane } from './lane.ts';
import { predictedWaitMs } from './predicted-wait.ts';
import { deadlineError, fullError, hopelessError, lateError } from './queue-errors.ts';
import type { Choice, RouteStage } from '../routing/route.ts';
import type { LaneAndRoute, Ticket } from './ticket.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';

/** Limits of the whole queue. */
export interface DispatcherLimits {
  /** Tickets that may wait in all lanes together. */
  readonly capacity: number;
  /** Whether to reject a request whose predicted wait exceeds its deadline. */
  readonly earlyReject: boolean;
}

/**
 * Brings waiting tickets and free slots together.
 *
 * Invariant: between two calls from outside, no ticket waits that could use a free slot. Whatever may free a slot ends in
 * `#serve`. So a new ticket that finds a candidate with room has no other ahead of it.
 */
export class Dispatcher {
  /** Tickets in all lanes. */
  waiting = 0;
  readonly #wheel: TimerWheel;
  readonly #now: () => number;
  readonly #arbiter: Arbiter;
  #limits: DispatcherLimits = { capacity: 1, earlyReject: false };
  /** Endpoints that may have got room since they were last examined. */
  readonly #readyEndpoints = new Set<Endpoint>();
  #serving = false;
  #inTurn = false;

  /** `onPolicyError` is called with whatever the queue policy throws. */
  constructor(wheel: TimerWheel, now: () => number, onPolicyError: (error: unknown) => void) {
    this.#wheel = wheel;
    this.#now = now;
    this.#arbiter = new Arbiter(now, onPolicyError);
  }

  get lanes(): readonly Lane[] {
    return this.#arbiter.lanes;
  }

  /** Applies a new generation's lanes and rules. Every waiting ticket is relocated, in order of arrival. */
  configure(
    lanes: readonly Lane[],
    policy: QueuePolicy,
    limits: DispatcherLimits,
    endpoints: Iterable<Endpoint>,
  ): void {
    const tickets = [...new Set([...this.lanes, ...lanes])].flatMap((lane) => lane.tickets());
    tickets.sort((a, b) => a.sequence - b.sequence);
    this.inOneTurn(() => {
      for (const ticket of tickets) this.#dequeue(ticket);
      this.#arbiter.configure(lanes, policy);
      this.#limits = limits;
      const misplaced = tickets.flatMap((ticket) => this.#relocate(ticket) ?? []);
      // Evict last: an eviction may ask for predicted waits, so every other ticket must be queued by then.
      for (const { ticket, error } of misplaced) ticket.owner.onEvict(error);
      for (const endpoint of endpoints) this.#readyEndpoints.add(endpoint);
    });
  }

  /** A new ticket: gets a slot within this call, or waits. Throws a `LanewayError` if it may do neither. */
  submit(ticket: Ticket): void {
    // Headroom changes with time and with every arrival: those who wait come before a new ticket.
    if (this.waiting > 0 && ticket.route.pools.length > 0) this.#markRouteReady(ticket);
    this.runDue();
    if (ticket.deadlineAtMs <= this.#now()) throw lateError();
    this.#visitPool(ticket);
    ticket.lane.fairShare.join(ticket);
    const stage = ticket.route.stageAfter(0);
    // While slots are being given away, a free one may be meant for a waiting ticket.
    const busy = this.#serving || this.#inTurn;
    const choice = busy ? undefined : stage.choose(ticket.lane);
    if (choice !== undefined) return this.#lease(ticket, stage, choice);
    this.#rejectHopeless(ticket);
    this.#makeSpace(ticket);
    ticket.owner.onWait(stage);
    this.#enqueue(ticket);
    if (busy) this.#markRouteReady(ticket);
  }

  /**
   * A ticket whose attempt failed waits again, with its original arrival, and its slot is given away. Enqueue, release,
   * serve are adjacent steps, so that the slot goes to the best-ranked ticket, which may be the same one.
   */
  requeue(ticket: Ticket, lease: Lease, target: LaneAndRoute): void {
    ticket.lane.finishRun(ticket);
    ticket.lane.fairShare.refund(ticket);
    this.#arbiter.onSettle(ticket, 0);
    this.#assign(ticket, target);
    this.#enqueue(ticket);
    lease.release(0);
    this.#markRouteReady(ticket);
    this.runDue();
  }

  /**
   * An attempt has ended and its request will not return. It used `tokens`; if that is not known yet, the estimate stands
   * until `correct` is called. Usage is settled before the next ticket is selected.
   */
  release(ticket: Ticket, lease: Lease, tokens: number | undefined): void {
    ticket.lane.finishRun(ticket);
    if (tokens !== undefined) this.settle(ticket, tokens);
    ticket.visit?.settle(this.#now() - lease.sinceMs);
    lease.release(tokens);
    this.runDue();
  }

  /** The usage of an attempt that was released before its usage was known. */
  correct(ticket: Ticket, lease: Lease, tokens: number): void {
    this.settle(ticket, tokens);
    lease.correct(tokens);
    this.runDue();
  }

  /** The request has ended, having used `tokens`. A second call changes nothing. */
  settle(ticket: Ticket, tokens: number): void {
    if (ticket.charged) this.#arbiter.onSettle(ticket, tokens);
    ticket.lane.fairShare.settle(ticket, tokens);
  }

  /** The client has left: the ticket is removed if it waits. */
  withdraw(ticket: Ticket): void {
    ticket.visit?.settle(undefined);
    if (ticket.routeQueue !== undefined) this.#dequeue(ticket);
  }

  /** The endpoint may have got room. It is examined when the present call ends. */
  markReady(endpoint: Endpoint): void {
    this.#readyEndpoints.add(endpoint);
  }

  /** Fires the timers that are due, then gives away every slot that a waiting ticket can use. */
  runDue(): void {
    this.inOneTurn(() => this.#wheel.advance());
  }

  /** Calls `act`, and gives slots away only when it has returned, so that its steps are not interrupted by dispatches. */
  inOneTurn(act: () => void): void {
    if (this.#inTurn) return;
    this.#inTurn = true;
    try {
      act();
    } finally {
      this.#inTurn = false;
    }
    this.#serve();
  }

  /** A ticket's deadline has come. */
  expire(ticket: Ticket): void {
    if (ticket.routeQueue === undefined) return;
    this.#dequeue(ticket);
    this.#evictLate(ticket);
  }

  /** A ticket has waited long enough for the next stage of its route. */
  openNextStage(ticket: Ticket): void {
    const stage = ticket.routeQueue?.stage;
    if (stage?.untilMs === undefined) return;
    ticket.lane.remove(ticket);
    ticket.stageMs = stage.untilMs;
    ticket.lane.insert(ticket);
    this.#scheduleNextStage(ticket);
    this.#markRouteReady(ticket);
  }

  #markRouteReady(ticket: Ticket): void {
    for (const step of ticket.route.steps) {
      for (const endpoint of step.endpoints) this.#readyEndpoints.add(endpoint);
    }
  }

  #enqueue(ticket: Ticket): void {
    const { lane } = ticket;
    ticket.stageMs = this.#now() - ticket.enqueuedAtMs;
    lane.insert(ticket);
    this.waiting += 1;
    if (lane.depth === 1) this.#arbiter.onWaiting(lane);
    this.#wheel.schedule(ticket.deadlineTimer, ticket.deadlineAtMs);
    this.#scheduleNextStage(ticket);
  }

  #dequeue(ticket: Ticket): void {
    ticket.lane.remove(ticket);
    this.waiting -= 1;
    this.#wheel.cancel(ticket.deadlineTimer);
    this.#wheel.cancel(ticket.stageTimer);
  }

  #scheduleNextStage(ticket: Ticket): void {
    const untilMs = ticket.routeQueue?.stage.untilMs;
    if (untilMs !== undefined) this.#wheel.schedule(ticket.stageTimer, ticket.enqueuedAtMs + untilMs);
  }

  #relocate(ticket: Ticket): { readonly ticket: Ticket; readonly error: LanewayError } | undefined {
    const target = ticket.owner.relocate();
    if (target instanceof LanewayError) return { ticket, error: target };
    this.#assign(ticket, target);
    this.#enqueue(ticket);
    return undefined;
  }

  #assign(ticket: Ticket, { lane, route }: LaneAndRoute): void {
    ticket.route = route;
    if (ticket.lane === lane) return;
    ticket.lane = lane;
    ticket.flow = lane.fairShare.flow(ticket.flow.id, ticket.flow.weight);
    lane.fairShare.join(ticket);
  }

  // Leasing calls the owner, and the owner may call back (an attempt that fails at once): the outermost loop serves all.
  #serve(): void {
    if (this.#serving) return;
    this.#serving = true;
    try {
      for (const endpoint of this.#readyEndpoints) {
        this.#readyEndpoints.delete(endpoint);
        if (this.waiting > 0) this.#fill(endpoint);
      }
    } finally {
      this.#serving = false;
    }
  }

  #fill(endpoint: Endpoint): void {
    for (;;) {
      const assignment = this.#arbiter.nextFor(endpoint);
      if (assignment === undefined) return;
      const { ticket, stage, choice } = assignment;
      this.#dequeue(ticket);
      // The deadline holds even if its timer has not fired yet.
      if (ticket.deadlineAtMs <= this.#now()) this.#evictLate(ticket);
      else this.#lease(ticket, stage, choice);
    }
  }

  #evictLate(ticket: Ticket): void {
    ticket.visit?.onSpill(this.#now());
    ticket.visit?.settle(undefined);
    ticket.lane.evictedTotal += 1;
    ticket.owner.onEvict(deadlineError(ticket));
  }

  #lease(ticket: Ticket, stage: RouteStage, choice: Choice): void {
    const { lane, owner } = ticket;
    owner.onChoice(stage, choice);
    const endpoint = choice.candidates.length === 1 ? choice.candidates[0] : owner.pick(choice.candidates);
    if (endpoint === undefined) throw new RangeError('A choice must have at least one candidate.');
    if (choice.selector > 0) ticket.visit?.onSpill(this.#now());
    const lease = endpoint.lease(lane, ticket.cost);
    this.#arbiter.onDispatch(ticket);
    lane.dispatch(ticket, this.#now());
    owner.onLease(lease);
  }

  #visitPool(ticket: Ticket): void {
    const { lane, route } = ticket;
    ticket.visit = route.firstPool?.visit(lane.name, this.#now(), route.patienceMs);
  }

  #rejectHopeless(ticket: Ticket): void {
    if (!this.#limits.earlyReject) return;
    const waitMs = this.#predictedWaitMs(ticket);
    if (waitMs === undefined || this.#now() + waitMs <= ticket.deadlineAtMs) return;
    throw hopelessError(waitMs);
  }

  // In a full queue a new ticket displaces the newest ticket of the worst lane, if that lane ranks below its own.
  #makeSpace(ticket: Ticket): void {
    const { lane } = ticket;
    if (lane.capacity !== undefined && lane.depth >= lane.capacity) throw this.#fullError(ticket);
    if (this.waiting < this.#limits.capacity) return;
    const displaced = this.lanes.findLast(({ depth, rank }) => depth > 0 && rank > lane.rank)?.newest();
    if (displaced === undefined) throw this.#fullError(ticket);
    this.#dequeue(displaced);
    displaced.lane.evictedTotal += 1;
    displaced.owner.onEvict(this.#fullError(displaced));
  }

  #fullError(ticket: Ticket): LanewayError {
    return fullError(ticket, this.#predictedWaitMs(ticket));
  }

  #predictedWaitMs({ lane, route }: Ticket): number | undefined {
    return predictedWaitMs(this.lanes, lane, route, this.#now());
  }
}
