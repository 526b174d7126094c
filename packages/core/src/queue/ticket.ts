import type { LanewayError, TicketView } from '@laneway/contracts';

import type { Band } from './band.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Lease } from '../endpoints/lease.ts';
import type { Flow } from './flow.ts';
import type { FlowQueue } from './flow-queue.ts';
import type { Lane } from './lane.ts';
import type { LaneRules } from '../routing/lane-choice.ts';
import type { Choice, Route, RouteStage } from '../routing/route.ts';
import { TimerEntry } from '../time/timer-wheel.ts';

/** Where a ticket belongs under one generation. */
export interface Placement {
  readonly lane: Lane;
  readonly route: Route;
}

/** What the dispatcher tells the owner of a ticket. */
export interface TicketOwner {
  /** Nothing has room: the ticket waits, its route being at this stage. */
  onWait(stage: RouteStage): void;
  /** There is room; the slot is about to be taken. */
  onChoice(stage: RouteStage, choice: Choice): void;
  /** The ticket has a slot. The lease is the owner's to release. */
  onLease(lease: Lease): void;
  /** The ticket is out of the lane for good. */
  onEvict(error: LanewayError): void;
  /** Which of the candidates to take. */
  pick(candidates: readonly Endpoint[]): Endpoint;
  /** A new generation serves: where the ticket belongs now, or why it can't stay. */
  replace(): Placement | LanewayError;
  /** The lane that the ticket would be in under other rules. */
  laneUnder(rules: LaneRules<string>): string;
}

/** Told when a ticket's time has come. */
export interface TicketTimers {
  readonly onDeadline: (ticket: Ticket) => void;
  readonly onRipe: (ticket: Ticket) => void;
}

/** A request's place in a lane: kept over retries, so that a retry goes back to where it was. */
export class Ticket implements TicketView {
  readonly owner: TicketOwner;
  /** Order of arrival in the whole gateway. */
  readonly sequence: number;
  readonly enqueuedAtMs: number;
  readonly deadlineAtMs: number;
  readonly cost: number;
  /** The endpoint that it must go to, if only one can know its answer. */
  readonly pin: string | undefined;

  lane: Lane;
  flow: Flow;
  route: Route;
  /** Where it waits; `undefined` while it doesn't. */
  band: Band | undefined;
  /** The wait, in milliseconds, whose stage of the route it has reached. */
  ripeForMs = 0;
  /** Its last turn in the lane; 0 if it has had none. */
  turn = 0;
  /** Whether its flow has paid an estimate that is still to be corrected. */
  charged = false;

  /** Neighbours by age in its band. */
  older: Ticket | undefined;
  newer: Ticket | undefined;
  /** Neighbours in its flow's queue. */
  queue: FlowQueue | undefined;
  previous: Ticket | undefined;
  next: Ticket | undefined;

  readonly #timers: TicketTimers;
  #deadline: TimerEntry | undefined;
  #ripening: TimerEntry | undefined;

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

  // Made when first asked for: most tickets never wait.
  get deadline(): TimerEntry {
    return (this.#deadline ??= new TimerEntry(() => this.#timers.onDeadline(this)));
  }

  get ripening(): TimerEntry {
    return (this.#ripening ??= new TimerEntry(() => this.#timers.onRipe(this)));
  }
}
