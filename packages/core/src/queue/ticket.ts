import type { LanewayError, TicketView } from '@laneway/contracts';

import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Lease } from '../endpoints/lease.ts';
import type { Flow } from './flow.ts';
import { compareFlows } from './flow.ts';
import type { FlowQueue } from './flow-queue.ts';
import type { Lane } from './lane.ts';
import type { PoolVisit } from '../headroom/shared-pool.ts';
import type { LaneRules } from '../routing/lane-choice.ts';
import type { Choice, Route, RouteStage } from '../routing/route.ts';
import type { RouteQueue } from './route-queue.ts';
import { TimerEntry } from '../time/timer-wheel.ts';

/** Where a ticket belongs under one generation. */
export interface LaneAndRoute {
  readonly lane: Lane;
  readonly route: Route;
}

/** The request that a ticket stands for, as the dispatcher calls it. */
export interface TicketOwner {
  /** No slot is free: the ticket is about to wait, with its route at this stage. */
  onWait(stage: RouteStage): void;
  /** A slot is free and is about to be taken. */
  onChoice(stage: RouteStage, choice: Choice): void;
  /** The ticket has a slot. The owner must release the lease. */
  onLease(lease: Lease): void;
  /** The ticket has left the queue for good. */
  onEvict(error: LanewayError): void;
  /** Selects one of the candidates, of which there is at least one. */
  pick(candidates: readonly Endpoint[]): Endpoint;
  /** The config has changed: where the ticket belongs now, or why it cannot stay. */
  relocate(): LaneAndRoute | LanewayError;
  /** The name of the lane that the ticket would be in under other rules. */
  laneUnder(rules: LaneRules<string>): string;
}

/** What happens when a ticket's timers fire. */
export interface TicketTimers {
  readonly onDeadline: (ticket: Ticket) => void;
  readonly onNextStage: (ticket: Ticket) => void;
}

/** A request's place in the queue. It keeps its arrival over retries, so that a requeued request waits where it was. */
export class Ticket implements TicketView {
  readonly owner: TicketOwner;
  /** Order of arrival in the whole gateway. */
  readonly sequence: number;
  readonly enqueuedAtMs: number;
  readonly deadlineAtMs: number;
  readonly cost: number;
  /** The only endpoint that can serve it, if what it refers to is stored there. */
  readonly pin: string | undefined;

  lane: Lane;
  flow: Flow;
  route: Route;
  /** The queue that it waits in; `undefined` while it does not wait. */
  routeQueue: RouteQueue | undefined;
  /** How long it had waited when it entered its stage of the route, in milliseconds. */
  stageMs = 0;
  /** Position of its last dispatch among all dispatches of its lane; 0 before the first. */
  dispatchNumber = 0;
  /** Its part in the pool that it came to first, while that is still to be settled. */
  visit: PoolVisit | undefined;
  /** Whether its flow has paid an estimate that usage has not replaced yet. */
  charged = false;

  /** Neighbours by age in its route queue. */
  older: Ticket | undefined;
  newer: Ticket | undefined;
  /** Neighbours in its flow's queue. */
  flowQueue: FlowQueue | undefined;
  previous: Ticket | undefined;
  next: Ticket | undefined;

  readonly #timers: TicketTimers;
  #deadlineTimer: TimerEntry | undefined;
  #stageTimer: TimerEntry | undefined;

  constructor(
    owner: TicketOwner,
    terms: {
      readonly sequence: number;
      readonly enqueuedAtMs: number;
      readonly deadlineAtMs: number;
      readonly cost: number;
      readonly pin: string | undefined;
      readonly lane: Lane;
      readonly flow: Flow;
      readonly route: Route;
    },
    timers: TicketTimers,
  ) {
    this.owner = owner;
    this.sequence = terms.sequence;
    this.enqueuedAtMs = terms.enqueuedAtMs;
    this.deadlineAtMs = terms.deadlineAtMs;
    this.cost = terms.cost;
    this.pin = terms.pin;
    this.lane = terms.lane;
    this.flow = terms.flow;
    this.route = terms.route;
    this.#timers = timers;
  }

  // Timers are created on first use: most tickets never wait.
  get deadlineTimer(): TimerEntry {
    return (this.#deadlineTimer ??= new TimerEntry(() => this.#timers.onDeadline(this)));
  }

  get stageTimer(): TimerEntry {
    return (this.#stageTimer ??= new TimerEntry(() => this.#timers.onNextStage(this)));
  }
}

/** Whether `a` is served before `b` in a lane, if both can use the slot. */
export function comesBefore(a: Ticket, b: Ticket): boolean {
  const order = compareFlows(a.flow, b.flow);
  return order < 0 || (order === 0 && a.sequence < b.sequence);
}
