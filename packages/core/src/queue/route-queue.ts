import type { Flow } from './flow.ts';
import { FlowHeap } from './flow-heap.ts';
import { FlowQueue } from './flow-queue.ts';
import type { RouteStage } from '../routing/route.ts';
import type { Ticket } from './ticket.ts';

/**
 * The tickets of a lane that are at the same stage of the same route: either all of them can use a free slot or none can,
 * so only the first has to be examined. Never kept when empty.
 */
export class RouteQueue {
  readonly stage: RouteStage;
  readonly #heap = new FlowHeap();
  readonly #flowQueues = new Map<Flow, FlowQueue>();
  #oldest: Ticket | undefined;
  #newest: Ticket | undefined;

  constructor(stage: RouteStage) {
    this.stage = stage;
  }

  get empty(): boolean {
    return this.#oldest === undefined;
  }

  /** The ticket to serve next: the oldest of the flow with the lowest start tag. */
  get first(): Ticket | undefined {
    return this.#heap.top?.head;
  }

  /** The ticket that arrived first, whatever its flow. */
  get oldest(): Ticket | undefined {
    return this.#oldest;
  }

  /** The ticket that arrived last. */
  get newest(): Ticket | undefined {
    return this.#newest;
  }

  /** The lowest start tag of the flows in here; `undefined` if empty. */
  get lowestStartTag(): number | undefined {
    return this.#heap.top?.flow.startTag;
  }

  insert(ticket: Ticket): void {
    ticket.routeQueue = this;
    this.#linkByAge(ticket);
    let queue = this.#flowQueues.get(ticket.flow);
    if (queue === undefined) {
      queue = new FlowQueue(ticket.flow);
      this.#flowQueues.set(ticket.flow, queue);
    }
    queue.insert(ticket);
    if (queue.heapIndex < 0) this.#heap.add(queue);
    else if (queue.head === ticket) this.#heap.reorder(queue);
  }

  remove(ticket: Ticket): void {
    const queue = ticket.flowQueue;
    if (queue === undefined) return;
    ticket.routeQueue = undefined;
    this.#unlinkByAge(ticket);
    const wasHead = queue.head === ticket;
    queue.remove(ticket);
    if (queue.head === undefined) this.#drop(queue);
    else if (wasHead) this.#heap.reorder(queue);
  }

  /** The flow's start tag has changed. */
  reorder(flow: Flow): void {
    const queue = this.#flowQueues.get(flow);
    if (queue !== undefined) this.#heap.reorder(queue);
  }

  #drop(queue: FlowQueue): void {
    this.#heap.remove(queue);
    this.#flowQueues.delete(queue.flow);
  }

  #linkByAge(ticket: Ticket): void {
    const newer = this.#nextNewer(ticket);
    const older = newer === undefined ? this.#newest : newer.older;
    ticket.older = older;
    ticket.newer = newer;
    if (older === undefined) this.#oldest = ticket;
    else older.newer = ticket;
    if (newer === undefined) this.#newest = ticket;
    else newer.older = ticket;
  }

  // A new ticket goes to the end. A requeued one is older than almost all others; it is newer than most if its flow was
  // served ahead of older tickets of other flows. So search from both ends at once.
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

  #unlinkByAge(ticket: Ticket): void {
    const { older, newer } = ticket;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    ticket.older = undefined;
    ticket.newer = undefined;
  }
}
