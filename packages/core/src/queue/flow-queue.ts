import type { Flow } from './flow.ts';
import type { Ticket } from './ticket.ts';

/** The tickets of one flow in one route queue, oldest first: a doubly linked list through the tickets, so any leaves in O(1). */
export class FlowQueue {
  readonly flow: Flow;
  head: Ticket | undefined;
  #tail: Ticket | undefined;
  /** Index in the route queue's heap; -1 while not in it. */
  heapIndex = -1;

  constructor(flow: Flow) {
    this.flow = flow;
  }

  /** Inserts a ticket in order of arrival: at the end, unless it has waited before. */
  insert(ticket: Ticket): void {
    const next = this.#nextYounger(ticket);
    const previous = next === undefined ? this.#tail : next.previous;
    ticket.flowQueue = this;
    ticket.previous = previous;
    ticket.next = next;
    if (previous === undefined) this.head = ticket;
    else previous.next = ticket;
    if (next === undefined) this.#tail = ticket;
    else next.previous = ticket;
  }

  remove(ticket: Ticket): void {
    const { previous, next } = ticket;
    if (previous === undefined) this.head = next;
    else previous.next = next;
    if (next === undefined) this.#tail = previous;
    else next.previous = previous;
    ticket.flowQueue = undefined;
    ticket.previous = undefined;
    ticket.next = undefined;
  }

  // A new ticket belongs at the end. A requeued one is older than almost all others: search from the front.
  #nextYounger(ticket: Ticket): Ticket | undefined {
    if (this.#tail === undefined || this.#tail.sequence < ticket.sequence) return undefined;
    let next = this.head;
    while (next !== undefined && next.sequence < ticket.sequence) next = next.next;
    return next;
  }
}
