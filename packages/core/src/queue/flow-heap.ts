import type { FlowQueue } from './flow-queue.ts';

/**
 * The flows of a band, the one whose turn it is on top. A binary heap that knows where each member sits,
 * because a flow's count changes while it waits.
 */
export class FlowHeap {
  readonly #members: FlowQueue[] = [];

  get top(): FlowQueue | undefined {
    return this.#members[0];
  }

  get size(): number {
    return this.#members.length;
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
    this.#place(last, index);
    this.moved(last);
  }

  /** The member's count or its oldest ticket has changed. */
  moved(queue: FlowQueue): void {
    this.#rise(queue);
    this.#sink(queue);
  }

  #rise(queue: FlowQueue): void {
    let index = queue.heapIndex;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#members[parentIndex];
      if (parent === undefined || !precedes(queue, parent)) break;
      this.#place(parent, index);
      index = parentIndex;
    }
    this.#place(queue, index);
  }

  #sink(queue: FlowQueue): void {
    let index = queue.heapIndex;
    for (;;) {
      const child = this.#lesserChild(index);
      if (child === undefined || !precedes(child, queue)) break;
      const from = child.heapIndex;
      this.#place(child, index);
      index = from;
    }
    this.#place(queue, index);
  }

  #lesserChild(index: number): FlowQueue | undefined {
    const left = this.#members[2 * index + 1];
    const right = this.#members[2 * index + 2];
    if (left === undefined || right === undefined) return left;
    return precedes(right, left) ? right : left;
  }

  #place(queue: FlowQueue, index: number): void {
    this.#members[index] = queue;
    queue.heapIndex = index;
  }
}

function precedes(a: FlowQueue, b: FlowQueue): boolean {
  if (a.flow.served !== b.flow.served) return a.flow.served < b.flow.served;
  if (a.flow.lastTurn !== b.flow.lastTurn) return a.flow.lastTurn < b.flow.lastTurn;
  return (a.head?.sequence ?? 0) < (b.head?.sequence ?? 0);
}
