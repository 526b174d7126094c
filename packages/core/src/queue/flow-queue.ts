import type { Flow } from './flow.ts';
import type { Ticket } from './ticket.ts';

/** The tickets of one flow in one band, oldest first: a list threaded through the tickets, so that any of them leaves in O(1). */
export class FlowQueue {
  readonly flow: Flow;
  head: Ticket | undefined;
  #tail: Ticket | undefined;
  /** Place in the band's heap; -1 while not in it. */
  heapIndex = -1;

  constructor(flow: Flow) {
    this.flow = flow;
  }

  /** Puts a ticket where its arrival says: at the end, unless it has waited before. */
  insert(ticket: Ticket): void {
    const next = this.#follower(ticket);
    const previous = next === undefined ? this.#tail : next.previous;
    ticket.queue = this;
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
    ticket.queue = undefined;
    ticket.previous = undefined;
    ticket.next = undefined;
  }

  // A newcomer belongs at the end. One that comes back is older than nearly all that wait: look from the front.
  #follower(ticket: Ticket): Ticket | undefined {
    if (this.#tail === undefined || this.#tail.sequence < ticket.sequence) return undefined;
    let follower = this.head;
    while (follower !== undefined && follower.sequence < ticket.sequence) follower = follower.next;
    return follower;
  }
}
