import type { Flow } from './flow.ts';
import { FlowHeap } from './flow-heap.ts';
import { FlowQueue } from './flow-queue.ts';
import type { RouteStage } from '../routing/route.ts';
import type { Ticket } from './ticket.ts';

/**
 * The tickets of a lane that may go to the same endpoints: whatever slot is free, either all of them can use it or none,
 * so only the first has to be looked at.
 */
export class Band {
  readonly stage: RouteStage;
  readonly #flows = new FlowHeap();
  readonly #queues = new Map<Flow, FlowQueue>();
  #oldest: Ticket | undefined;
  #newest: Ticket | undefined;

  constructor(stage: RouteStage) {
    this.stage = stage;
  }

  get empty(): boolean {
    return this.#oldest === undefined;
  }

  /** The ticket whose turn it is. */
  get first(): Ticket | undefined {
    return this.#flows.top?.head;
  }

  get oldest(): Ticket | undefined {
    return this.#oldest;
  }

  get newest(): Ticket | undefined {
    return this.#newest;
  }

  /** The least that any flow here has been served; `undefined` if empty. */
  get leastServed(): number | undefined {
    return this.#flows.top?.flow.served;
  }

  insert(ticket: Ticket): void {
    ticket.band = this;
    this.#insertByAge(ticket);
    let queue = this.#queues.get(ticket.flow);
    if (queue === undefined) {
      queue = new FlowQueue(ticket.flow);
      this.#queues.set(ticket.flow, queue);
    }
    queue.insert(ticket);
    if (queue.heapIndex < 0) this.#flows.add(queue);
    else if (queue.head === ticket) this.#flows.moved(queue);
  }

  remove(ticket: Ticket): void {
    const queue = ticket.queue;
    if (queue === undefined) return;
    ticket.band = undefined;
    this.#removeByAge(ticket);
    const wasHead = queue.head === ticket;
    queue.remove(ticket);
    if (queue.head === undefined) this.#dropQueue(queue);
    else if (wasHead) this.#flows.moved(queue);
  }

  /** The flow's count has changed. */
  reorder(flow: Flow): void {
    const queue = this.#queues.get(flow);
    if (queue !== undefined) this.#flows.moved(queue);
  }

  #dropQueue(queue: FlowQueue): void {
    this.#flows.remove(queue);
    this.#queues.delete(queue.flow);
  }

  #insertByAge(ticket: Ticket): void {
    const newer = this.#nextNewer(ticket);
    const older = newer === undefined ? this.#newest : newer.older;
    ticket.older = older;
    ticket.newer = newer;
    if (older === undefined) this.#oldest = ticket;
    else older.newer = ticket;
    if (newer === undefined) this.#newest = ticket;
    else newer.older = ticket;
  }

  // Newcomers go to the end. One that comes back is older than nearly all, or newer if its flow was served before older
  // ones of others: looked for from both ends at once.
  #nextNewer({ sequence }: Ticket): Ticket | undefined {
    let newer = this.#oldest;
    let older = this.#newest;
    while (newer !== undefined && newer.sequence < sequence) {
      if (older === undefined || older.sequence < sequence) return older?.newer;
      newer = newer.newer;
      older = older.older;
    }
    return newer;
  }

  #removeByAge(ticket: Ticket): void {
    const { older, newer } = ticket;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    ticket.older = undefined;
    ticket.newer = undefined;
  }
}
