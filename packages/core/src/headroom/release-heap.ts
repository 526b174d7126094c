/** Clock times, earliest first: a binary heap. `add` and `removeFirst` are O(log n). */
export class ReleaseHeap {
  readonly #heap: number[] = [];

  /** The earliest; `Infinity` if there is none. */
  get firstMs(): number {
    return this.#heap[0] ?? Infinity;
  }

  add(atMs: number): void {
    const heap = this.#heap;
    let index = heap.push(atMs) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const parentMs = heap[parent] ?? -Infinity;
      if (parentMs <= atMs) break;
      heap[index] = parentMs;
      index = parent;
    }
    heap[index] = atMs;
  }

  removeFirst(): void {
    const heap = this.#heap;
    const lastMs = heap.pop();
    if (lastMs === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const child = (heap[left + 1] ?? Infinity) < (heap[left] ?? Infinity) ? left + 1 : left;
      const childMs = heap[child];
      if (childMs === undefined || childMs >= lastMs) break;
      heap[index] = childMs;
      index = child;
    }
    heap[index] = lastMs;
  }
}
