import type { Contender, QueuePolicy } from '@laneway/contracts';

import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Lane } from './lane.ts';
import type { Choice, RouteStage } from '../routing/route.ts';
import type { Ticket } from './ticket.ts';

/** The ticket to serve next, and the slots that it may have. */
export interface Assignment {
  readonly ticket: Ticket;
  readonly stage: RouteStage;
  readonly choice: Choice;
}

const noEndpoints: ReadonlySet<Endpoint> = new Set();

/**
 * Decides which waiting ticket is next: the oldest that has waited beyond its lane's `maxWait`; if there is none, the one
 * that the queue policy selects from each lane's first.
 */
export class Arbiter {
  lanes: readonly Lane[] = [];
  readonly #now: () => number;
  readonly #onPolicyError: (error: unknown) => void;
  readonly #contenders: (Contender & { readonly ticket: Ticket })[] = [];
  #policy: QueuePolicy = { next: () => 0 };

  /** `onPolicyError` is called with whatever the policy throws. */
  constructor(now: () => number, onPolicyError: (error: unknown) => void) {
    this.#now = now;
    this.#onPolicyError = onPolicyError;
  }

  configure(lanes: readonly Lane[], policy: QueuePolicy): void {
    this.lanes = lanes;
    this.#policy = policy;
  }

  /**
   * The next ticket to serve, given that `endpoint` may have room; `undefined` if no ticket can use it.
   *
   * The ticket that is next for `endpoint` may prefer other endpoints that have room too. It may take those for which it
   * is next as well. If it is next for none of them, the ticket that is next for the preferred endpoint goes first.
   */
  nextFor(endpoint: Endpoint, visited: ReadonlySet<Endpoint> = noEndpoints): Assignment | undefined {
    const ticket = this.#first(endpoint);
    if (ticket?.routeQueue === undefined) return undefined;
    const { stage } = ticket.routeQueue;
    const choice = stage.choose(ticket.lane);
    if (choice === undefined) return undefined;
    const candidates = choice.candidates.filter((each) => each === endpoint || this.#first(each) === ticket);
    if (candidates.length > 0) return { ticket, stage, choice: { ...choice, candidates } };
    const [preferred] = choice.candidates;
    // Guard against an inconsistent policy: never visit an endpoint twice.
    if (preferred === undefined || visited.has(preferred)) return { ticket, stage, choice };
    return this.nextFor(preferred, new Set([...visited, endpoint]));
  }

  /** A lane that had no tickets has one now. */
  onWaiting(lane: Lane): void {
    this.#ask(() => this.#policy.onWaiting?.(lane));
  }

  /** A ticket has got a slot. */
  onDispatch({ lane, cost }: Ticket): void {
    this.#ask(() => this.#policy.onDispatch?.(lane, cost));
  }

  /** A dispatched ticket turned out to use `tokens`. */
  onSettle({ lane, cost }: Ticket, tokens: number): void {
    this.#ask(() => this.#policy.onSettle?.(lane, cost, tokens));
  }

  #first(endpoint: Endpoint): Ticket | undefined {
    return this.#overdue(endpoint) ?? this.#firstByPolicy(endpoint);
  }

  #overdue(endpoint: Endpoint): Ticket | undefined {
    let oldest: Ticket | undefined;
    for (const lane of this.lanes) {
      const ticket = lane.overdue(endpoint, this.#now());
      if (ticket !== undefined && (oldest === undefined || ticket.sequence < oldest.sequence))
        oldest = ticket;
    }
    return oldest;
  }

  #firstByPolicy(endpoint: Endpoint): Ticket | undefined {
    const contenders = this.#contenders;
    contenders.length = 0;
    for (const lane of this.lanes) {
      if (lane.depth === 0) continue;
      const ticket = lane.next(endpoint);
      if (ticket !== undefined) contenders.push({ lane, ticket });
    }
    if (contenders.length < 2) return contenders[0]?.ticket;
    const index = this.#ask(() => this.#policy.next(contenders)) ?? 0;
    return (contenders[index] ?? contenders[0])?.ticket;
  }

  // If the policy throws, the slot must still be used: the best-ranked contender gets it.
  #ask<Answer>(question: () => Answer): Answer | undefined {
    try {
      return question();
    } catch (error) {
      this.#onPolicyError(error);
      return undefined;
    }
  }
}
