import type { QueueConfig } from '../config.ts';
import { Flow } from './flow.ts';
import type { Ticket } from './ticket.ts';

/** A lane's waiting tickets, as far as fairness between its flows needs to know them. */
export interface WaitingFlows {
  /** Tickets that wait. */
  readonly depth: number;
  /** The lowest start tag of the flows that wait; `undefined` if none does. */
  lowestStartTag(): number | undefined;
  /** Restores the order after the flow's start tag has changed. */
  reorder(flow: Flow): void;
}

/** Flows are swept when there are this many, and then again whenever their number has doubled. */
const firstSweepSize = 64;

/**
 * Shares a lane's service among its flows by weight, in tokens or in requests: start-time fair queueing. A flow is charged
 * the estimate when it is dispatched, and the difference to the real usage when the request has ended.
 *
 * Sources: Goyal, Vin and Cheng, "Start-time Fair Queuing", 1996 (start tags, virtual time); Sheng et al., "Fairness in
 * Serving Large Language Models", OSDI 2024 (charging tokens, lifting a flow that returns).
 */
export class FairShare {
  /** Every flow that waits, runs, or has had more than its share, by id. */
  readonly flows: ReadonlyMap<string, Flow>;
  readonly #flows = new Map<string, Flow>();
  readonly #waiting: WaitingFlows;
  #fairness: QueueConfig['fairness'] = 'tokens';
  /** The highest start tag dispatched so far: a flow that returns starts at least here, so idle time earns no credit. */
  #virtualTime = 0;
  #dispatches = 0;
  #sweepSize = firstSweepSize;

  constructor(waiting: WaitingFlows) {
    this.flows = this.#flows;
    this.#waiting = waiting;
  }

  /** Another unit of service starts all flows at 0: tokens and requests cannot be compared. */
  configure(fairness: QueueConfig['fairness']): void {
    if (fairness === this.#fairness) return;
    this.#fairness = fairness;
    this.#virtualTime = 0;
    for (const flow of this.#flows.values()) {
      flow.startTag = 0;
      flow.lastDispatch = 0;
    }
  }

  /** The flow called `id`, created if it does not exist. */
  flow(id: string, weight: number): Flow {
    let flow = this.#flows.get(id);
    if (flow === undefined) {
      if (this.#flows.size >= this.#sweepSize) this.#sweep();
      flow = new Flow(id, weight);
      this.#flows.set(id, flow);
    }
    flow.weight = weight;
    return flow;
  }

  /** A ticket arrives. If its flow had none waiting, it starts level with the waiting flow that has been served least. */
  join(ticket: Ticket): void {
    // Looked up again: the flow may have been forgotten when the last of its other tickets ended.
    const flow = this.flow(ticket.flow.id, ticket.flow.weight);
    ticket.flow = flow;
    if (flow.waiting > 0) return;
    flow.startTag = Math.max(flow.startTag, this.#waiting.lowestStartTag() ?? this.#virtualTime);
  }

  /** A ticket is dispatched: its flow pays the estimate. */
  charge(ticket: Ticket): void {
    const { flow } = ticket;
    flow.running += 1;
    ticket.charged = true;
    ticket.dispatchNumber = ++this.#dispatches;
    if (this.#fairness === 'none') return;
    this.#virtualTime = Math.max(this.#virtualTime, flow.startTag);
    flow.previousDispatch = flow.lastDispatch;
    flow.lastDispatch = ticket.dispatchNumber;
    this.#add(flow, this.#price(ticket.cost));
  }

  /** A dispatched ticket has given its slot back. It may return to the queue. */
  finishRun(ticket: Ticket): void {
    ticket.flow.running -= 1;
  }

  /** A dispatched ticket returns unserved: its flow is where it would be without that dispatch, and keeps its turn. */
  refund(ticket: Ticket): void {
    const { flow } = ticket;
    ticket.charged = false;
    if (flow.lastDispatch === ticket.dispatchNumber) flow.lastDispatch = flow.previousDispatch;
    this.#add(flow, -this.#price(ticket.cost));
  }

  /** A request has ended: the tokens that it used replace the estimate. */
  settle(ticket: Ticket, tokens: number): void {
    const { flow } = ticket;
    if (ticket.charged && this.#fairness === 'tokens') this.#add(flow, tokens - ticket.cost);
    ticket.charged = false;
    // While nobody waits, nobody could be treated unfairly.
    if (flow.idle && this.#waiting.depth === 0) this.#flows.delete(flow.id);
  }

  #price(cost: number): number {
    if (this.#fairness === 'tokens') return cost;
    return this.#fairness === 'requests' ? 1 : 0;
  }

  #add(flow: Flow, amount: number): void {
    if (amount === 0) return;
    flow.startTag += amount / flow.weight;
    if (flow.waiting > 0) this.#waiting.reorder(flow);
  }

  // Forgets flows that would start at the virtual time anyway. Doubling the size makes it O(1) per new flow.
  #sweep(): void {
    const { depth } = this.#waiting;
    for (const [id, flow] of this.#flows) {
      if (flow.idle && (depth === 0 || flow.startTag <= this.#virtualTime)) this.#flows.delete(id);
    }
    this.#sweepSize = Math.max(firstSweepSize, 2 * this.#flows.size);
  }
}
