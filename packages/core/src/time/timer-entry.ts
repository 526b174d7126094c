/** Something to be called at a time. It can be scheduled again and again, in one wheel. */
export class TimerEntry {
  readonly fire: () => void;
  /** The following belong to the wheel: where the entry lies, and the tick it waits for. */
  slot: TimerSlot | undefined = undefined;
  previous: TimerEntry | undefined = undefined;
  next: TimerEntry | undefined = undefined;
  tick = 0;

  constructor(fire: () => void) {
    this.fire = fire;
  }

  get scheduled(): boolean {
    return this.slot !== undefined;
  }
}

/** A slot of a timer wheel: a linked list of entries, in the order they are to be called or placed anew. */
export class TimerSlot {
  /** Level * 64 + digit. */
  readonly index: number;
  first: TimerEntry | undefined = undefined;
  last: TimerEntry | undefined = undefined;

  constructor(index: number) {
    this.index = index;
  }

  append(entry: TimerEntry): void {
    this.#insertAfter(this.last, entry);
  }

  insertByTick(entry: TimerEntry): void {
    let before = this.last;
    while (before !== undefined && before.tick > entry.tick) before = before.previous;
    this.#insertAfter(before, entry);
  }

  remove(entry: TimerEntry): void {
    const { previous, next } = entry;
    if (previous === undefined) this.first = next;
    else previous.next = next;
    if (next === undefined) this.last = previous;
    else next.previous = previous;
    entry.slot = undefined;
    entry.previous = undefined;
    entry.next = undefined;
  }

  /** Empties the slot; the entries hang together by `next` until each is placed anew. */
  takeAll(): TimerEntry | undefined {
    const { first } = this;
    this.first = undefined;
    this.last = undefined;
    return first;
  }

  #insertAfter(previous: TimerEntry | undefined, entry: TimerEntry): void {
    const next = previous === undefined ? this.first : previous.next;
    entry.slot = this;
    entry.previous = previous;
    entry.next = next;
    if (previous === undefined) this.first = entry;
    else previous.next = entry;
    if (next === undefined) this.last = entry;
    else next.previous = entry;
  }
}
