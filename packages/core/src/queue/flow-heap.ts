import type { FlowQueue } from './flow-queue.ts';
import { comesBefore } from './ticket.ts';

/** The flows of a route queue, the next one to serve on top: a binary heap whose members know their index, so that any can move. */
export class FlowHeap {
  readonly #members: FlowQueue[] = [];

  get top(): FlowQueue | undefined {
    return this.#members[0];
  }

  add(queue: FlowQueue): void {
    queue.heapIndex = this.#members.length;
    this.#members.push(queue);
    this.#rise(queue);
  }

  remove(queue: FlowQueue): void {
    const index = queue.heapIndex;
    const last = this.#members.pop();
    queue.heapIndex = -1;
    if (last === undefined || last === queue) return;
    this.#put(last, index);
    this.reorder(last);
  }

  /** The member's start tag or its oldest ticket has changed. */
  reorder(queue: FlowQueue): void {
    this.#rise(queue);
    this.#sink(queue);
  }

  #rise(queue: FlowQueue): void {
    let index = queue.heapIndex;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#members[parentIndex];
      if (parent === undefined || !precedes(queue, parent)) break;
      this.#put(parent, index);
      index = parentIndex;
    }
    this.#put(queue, index);
  }

  #sink(queue: FlowQueue): void {
    let index = queue.heapIndex;
    for (;;) {
      const child = this.#lesserChild(index);
      if (child === undefined || !precedes(child, queue)) break;
      const childIndex = child.heapIndex;
      this.#put(child, index);
      index = childIndex;
    }
    this.#put(queue, index);
  }

  #lesserChild(index: number): FlowQueue | undefined {
    const left = this.#members[2 * index + 1];
    const right = this.#members[2 * index + 2];
    if (left === undefined || right === undefined) return left;
    return precedes(right, left) ? right : left;
  }

  #put(queue: FlowQueue, index: number): void {
    this.#members[index] = queue;
    queue.heapIndex = index;
  }
}

function precedes(a: FlowQueue, b: FlowQueue): boolean {
  return a.head !== undefined && b.head !== undefined && comesBefore(a.head, b.head);
}
