import { LanewayError } from '@laneway/contracts';
import type { QueuePolicy } from '@laneway/contracts';

import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Lease } from '../endpoints/lease.ts';
import type { Lane } from './lane.ts';
import { predictedWaitMs } from './predicted-wait.ts';
import { deadlineError, fullError, hopelessError, lateError } from './queue-errors.ts';
import type { Choice, RouteStage } from '../routing/route.ts';
import { Succession } from './succession.ts';
import type { Placement, Ticket } from './ticket.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';

/** What the queue may hold. */
export interface DispatcherLimits {
  /** Tickets in all lanes together. */
  readonly capacity: number;
  readonly earlyReject: boolean;
}

/**
 * Brings waiting tickets and free slots together.
 *
 * Between two calls from outside, no ticket waits that could use a free slot: whatever may free one ends in `#serve`.
 * So a newcomer that finds a candidate with room has nobody ahead of it.
 */
export class Dispatcher {
  waiting = 0;
  readonly #wheel: TimerWheel;
  readonly #now: () => number;
  readonly #succession: Succession;
  #limits: DispatcherLimits = { capacity: 1, earlyReject: false };
  /** Endpoints that may have room since the last look. */
  readonly #stirred = new Set<Endpoint>();
  #serving = false;
  #ticking = false;

  /** `blame` is told what the queue policy throws. */
  constructor(wheel: TimerWheel, now: () => number, blame: (error: unknown) => void) {
    this.#wheel = wheel;
    this.#now = now;
    this.#succession = new Succession(now, blame);
  }

  get lanes(): readonly Lane[] {
    return this.#succession.lanes;
  }

  /** Takes over a new generation's lanes and rules. Tickets are placed anew, in the order of their arrival. */
  configure(
    lanes: readonly Lane[],
    policy: QueuePolicy,
    limits: DispatcherLimits,
    endpoints: Iterable<Endpoint>,
  ): void {
    const tickets = [...new Set([...this.lanes, ...lanes])].flatMap((lane) => lane.tickets());
    tickets.sort((a, b) => a.sequence - b.sequence);
    this.tick(() => {
      for (const ticket of tickets) this.#leave(ticket);
      this.#succession.configure(lanes, policy);
      this.#limits = limits;
      // Whoever can't stay is told when all the others are in their places: its end asks who else is there.
      const misplaced = tickets.flatMap((ticket) => this.#moveOver(ticket) ?? []);
      for (const { ticket, error } of misplaced) ticket.owner.onEvict(error);
      for (const endpoint of endpoints) this.#stirred.add(endpoint);
    });
  }

  /** A new ticket: gets a slot in this call, or waits, or is refused by throwing. */
  submit(ticket: Ticket): void {
    this.catchUp();
    if (ticket.deadlineAtMs <= this.#now()) throw lateError();
    ticket.lane.welcome(ticket);
    const stage = ticket.route.stageAfter(0);
    // While slots are being given away, those still free may be somebody else's.
    const busy = this.#serving || this.#ticking;
    const choice = busy ? undefined : stage.choose(ticket.lane);
    if (choice !== undefined) return this.#lease(ticket, stage, choice);
    this.#refuseHopeless(ticket);
    this.#makeSpace(ticket);
    ticket.owner.onWait(stage);
    this.#join(ticket);
    if (busy) this.#stir(ticket);
  }

  /**
   * A ticket whose attempt came to nothing goes back to its place and its slot is given away: three adjacent steps,
   * so that the slot goes to whoever ranks best, which may be the same ticket.
   */
  requeue(ticket: Ticket, lease: Lease, placement: Placement): void {
    ticket.lane.stopped(ticket);
    ticket.lane.refund(ticket);
    this.#succession.onSettle(ticket, 0);
    this.#place(ticket, placement);
    this.#join(ticket);
    lease.release(0);
    this.#stir(ticket);
    this.catchUp();
  }

  /**
   * An attempt is over, having used `tokens`, and its request won't come back. The books are right before anybody is next;
   * if `tokens` is not known yet, the estimate stands until `correct` is told.
   */
  release(ticket: Ticket, lease: Lease, tokens: number | undefined): void {
    ticket.lane.stopped(ticket);
    if (tokens !== undefined) this.settle(ticket, tokens);
    lease.release(tokens);
    this.catchUp();
  }

  /** What an attempt has used that was over before that was known. */
  correct(ticket: Ticket, lease: Lease, tokens: number): void {
    this.settle(ticket, tokens);
    lease.correct(tokens);
    this.catchUp();
  }

  /** The exchange is over, having used `tokens`. Does nothing more than forget it if its books are right. */
  settle(ticket: Ticket, tokens: number): void {
    if (ticket.charged) this.#succession.onSettle(ticket, tokens);
    ticket.lane.settle(ticket, tokens);
  }

  /** The ticket's owner is no longer interested. */
  withdraw(ticket: Ticket): void {
    if (ticket.band !== undefined) this.#leave(ticket);
  }

  /** The endpoint may have room: looked at when the present call is done. */
  stir(endpoint: Endpoint): void {
    this.#stirred.add(endpoint);
  }

  /** Does what is due by now, then gives away every slot that a waiting ticket can use. */
  catchUp(): void {
    this.tick(() => this.#wheel.advance());
  }

  /** Runs `fire`, which does what is due. Slots are given away only after all of it, so that nobody gets in between. */
  tick(fire: () => void): void {
    if (this.#ticking) return;
    this.#ticking = true;
    try {
      fire();
    } finally {
      this.#ticking = false;
    }
    this.#serve();
  }

  /** A ticket has waited past its deadline. */
  expire(ticket: Ticket): void {
    if (ticket.band === undefined) return;
    this.#leave(ticket);
    this.#miss(ticket);
  }

  /** A ticket has waited long enough for a further step of its route. */
  ripen(ticket: Ticket): void {
    const stage = ticket.band?.stage;
    if (stage?.untilMs === undefined) return;
    ticket.lane.remove(ticket);
    ticket.ripeForMs = stage.untilMs;
    ticket.lane.insert(ticket);
    this.#armRipening(ticket);
    this.#stir(ticket);
  }

  #stir(ticket: Ticket): void {
    for (const step of ticket.route.steps) for (const endpoint of step.endpoints) this.#stirred.add(endpoint);
  }

  #join(ticket: Ticket): void {
    const { lane } = ticket;
    ticket.ripeForMs = this.#now() - ticket.enqueuedAtMs;
    lane.insert(ticket);
    this.waiting += 1;
    if (lane.depth === 1) this.#succession.onWaiting(lane);
    this.#wheel.schedule(ticket.deadline, ticket.deadlineAtMs);
    this.#armRipening(ticket);
  }

  #leave(ticket: Ticket): void {
    ticket.lane.remove(ticket);
    this.waiting -= 1;
    this.#wheel.cancel(ticket.deadline);
    this.#wheel.cancel(ticket.ripening);
  }

  #armRipening(ticket: Ticket): void {
    const untilMs = ticket.band?.stage.untilMs;
    if (untilMs !== undefined) this.#wheel.schedule(ticket.ripening, ticket.enqueuedAtMs + untilMs);
  }

  #moveOver(ticket: Ticket): { readonly ticket: Ticket; readonly error: LanewayError } | undefined {
    const placement = ticket.owner.replace();
    if (placement instanceof LanewayError) return { ticket, error: placement };
    this.#place(ticket, placement);
    this.#join(ticket);
    return undefined;
  }

  #place(ticket: Ticket, { lane, route }: Placement): void {
    ticket.route = route;
    if (ticket.lane === lane) return;
    ticket.lane = lane;
    ticket.flow = lane.flow(ticket.flow.id, ticket.flow.weight);
    lane.welcome(ticket);
  }

  // Leasing calls the owner, and the owner may call back (an attempt that fails at once): the outermost loop serves all.
  #serve(): void {
    if (this.#serving) return;
    this.#serving = true;
    try {
      for (const endpoint of this.#stirred) {
        this.#stirred.delete(endpoint);
        if (this.waiting > 0) this.#fill(endpoint);
      }
    } finally {
      this.#serving = false;
    }
  }

  #fill(endpoint: Endpoint): void {
    for (;;) {
      const claim = this.#succession.claim(endpoint);
      if (claim === undefined) return;
      const { ticket, stage, choice } = claim;
      this.#leave(ticket);
      // The deadline is the promise, even if its timer has yet to fire.
      if (ticket.deadlineAtMs <= this.#now()) this.#miss(ticket);
      else this.#lease(ticket, stage, choice);
    }
  }

  #miss(ticket: Ticket): void {
    ticket.lane.evictedTotal += 1;
    ticket.owner.onEvict(deadlineError(ticket));
  }

  #lease(ticket: Ticket, stage: RouteStage, choice: Choice): void {
    const { lane, owner } = ticket;
    owner.onChoice(stage, choice);
    const endpoint = choice.candidates.length === 1 ? choice.candidates[0] : owner.pick(choice.candidates);
    if (endpoint === undefined) throw new RangeError('a choice has at least one candidate');
    const lease = endpoint.lease(lane, ticket.cost);
    this.#succession.onDispatch(ticket);
    lane.charge(ticket, this.#now());
    owner.onLease(lease);
  }

  #refuseHopeless(ticket: Ticket): void {
    if (!this.#limits.earlyReject) return;
    const waitMs = this.#predictedWaitMs(ticket);
    if (waitMs === undefined || this.#now() + waitMs <= ticket.deadlineAtMs) return;
    throw hopelessError(waitMs);
  }

  // Whoever ranks worst and came last loses: a waiting ticket of a lower lane, or else the newcomer.
  #makeSpace(newcomer: Ticket): void {
    const { lane } = newcomer;
    if (lane.capacity !== undefined && lane.depth >= lane.capacity) throw this.#fullError(newcomer);
    if (this.waiting < this.#limits.capacity) return;
    const loser = this.lanes.findLast(({ depth, rank }) => depth > 0 && rank > lane.rank)?.newest();
    if (loser === undefined) throw this.#fullError(newcomer);
    this.#leave(loser);
    loser.lane.evictedTotal += 1;
    loser.owner.onEvict(this.#fullError(loser));
  }

  #fullError(ticket: Ticket): LanewayError {
    return fullError(ticket, this.#predictedWaitMs(ticket));
  }

  #predictedWaitMs({ lane, route }: Ticket): number | undefined {
    return predictedWaitMs(this.lanes, lane, route, this.#now());
  }
}
