import type { Contender, QueuePolicy } from '@laneway/contracts';

import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Lane } from './lane.ts';
import type { Choice, RouteStage } from '../routing/route.ts';
import type { Ticket } from './ticket.ts';

/** A waiting ticket whose turn it is, and the slots that it may have. */
export interface Claim {
  readonly ticket: Ticket;
  readonly stage: RouteStage;
  readonly choice: Choice;
}

const nowhere: ReadonlySet<Endpoint> = new Set();

/** Says who is next: whoever has waited beyond a lane's `maxWait`, else whom the policy chooses among the lanes' first. */
export class Succession {
  lanes: readonly Lane[] = [];
  readonly #now: () => number;
  readonly #blame: (error: unknown) => void;
  readonly #contenders: (Contender & { readonly ticket: Ticket })[] = [];
  #policy: QueuePolicy = { next: () => 0 };

  /** `blame` is told what the policy throws. */
  constructor(now: () => number, blame: (error: unknown) => void) {
    this.#now = now;
    this.#blame = blame;
  }

  configure(lanes: readonly Lane[], policy: QueuePolicy): void {
    this.lanes = lanes;
    this.#policy = policy;
  }

  /**
   * The next ticket to serve, given that `endpoint` may have room; `undefined` if none can use it.
   * A ticket that prefers other endpoints gets those for which it is next, too; if it is next for none, whoever is goes first.
   */
  claim(endpoint: Endpoint, passed: ReadonlySet<Endpoint> = nowhere): Claim | undefined {
    const ticket = this.#next(endpoint);
    if (ticket?.band === undefined) return undefined;
    const { stage } = ticket.band;
    const choice = stage.choose(ticket.lane);
    if (choice === undefined) return undefined;
    const candidates = choice.candidates.filter((each) => each === endpoint || this.#next(each) === ticket);
    if (candidates.length > 0) return { ticket, stage, choice: { ...choice, candidates } };
    const [preferred] = choice.candidates;
    // A policy of two minds would send us round in a circle.
    if (preferred === undefined || passed.has(preferred)) return { ticket, stage, choice };
    return this.claim(preferred, new Set([...passed, endpoint]));
  }

  /** A lane that had no tickets has one now. */
  onWaiting(lane: Lane): void {
    this.#ask(() => this.#policy.onWaiting?.(lane));
  }

  /** A ticket got a slot. */
  onDispatch({ lane, cost }: Ticket): void {
    this.#ask(() => this.#policy.onDispatch?.(lane, cost));
  }

  /** What a ticket had a slot for came to `tokens`. */
  onSettle({ lane, cost }: Ticket, tokens: number): void {
    this.#ask(() => this.#policy.onSettle?.(lane, cost, tokens));
  }

  #next(endpoint: Endpoint): Ticket | undefined {
    return this.#overdue(endpoint) ?? this.#nextInLine(endpoint);
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

  #nextInLine(endpoint: Endpoint): Ticket | undefined {
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

  // A policy that throws must not take a slot with it: the best rank is served.
  #ask<Answer>(question: () => Answer): Answer | undefined {
    try {
      return question();
    } catch (error) {
      this.#blame(error);
      return undefined;
    }
  }
}
