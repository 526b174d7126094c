/** A function to be called at a time. It can be scheduled any number of times, always in the same wheel. */
export class TimerEntry {
  readonly fire: () => void;
  /** These belong to the wheel: the bucket and its neighbours there, and the tick that it is scheduled for. */
  bucket: WheelBucket | undefined = undefined;
  previous: TimerEntry | undefined = undefined;
  next: TimerEntry | undefined = undefined;
  tick = 0;

  constructor(fire: () => void) {
    this.fire = fire;
  }

  get scheduled(): boolean {
    return this.bucket !== undefined;
  }
}

/** A bucket of a timer wheel: a linked list of entries, in the order in which they are called or moved down. */
export class WheelBucket {
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
    entry.bucket = undefined;
    entry.previous = undefined;
    entry.next = undefined;
  }

  /** Empties the bucket; the entries stay linked by `next` until each is placed again. */
  takeAll(): TimerEntry | undefined {
    const { first } = this;
    this.first = undefined;
    this.last = undefined;
    return first;
  }

  #insertAfter(previous: TimerEntry | undefined, entry: TimerEntry): void {
    const next = previous === undefined ? this.first : previous.next;
    entry.bucket = this;
    entry.previous = previous;
    entry.next = next;
    if (previous === undefined) this.first = entry;
    else previous.next = entry;
    if (next === undefined) this.last = entry;
    else next.previous = entry;
  }
}
