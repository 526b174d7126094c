import type { Clock, Timer } from '@laneway/contracts';

import { WheelBucket } from './timer-entry.ts';
import type { TimerEntry } from './timer-entry.ts';

export { TimerEntry } from './timer-entry.ts';

const bucketsPerLevel = 64;
const bitsPerDigit = 6;
const lastLevel = 5;
/** Milliseconds that one bucket of the last level lasts: about 12 days, as long as all the lower levels together. */
const turnMs = 2 ** (bitsPerDigit * lastLevel);

/**
 * Hierarchical timer wheel: any number of entries share one timer of the clock; scheduling and cancelling take constant time.
 * Times are rounded up to whole milliseconds, so an entry may be called up to 1 ms late, never early.
 *
 * Six levels of 64 buckets; one bucket is as long as the whole level below. An entry is in the level of the highest base-64
 * digit in which its tick differs from the current one. Hence the buckets of a level never wrap around, entries of the
 * same tick share a bucket in the order in which they were scheduled, and the next bucket to be entered is the first of
 * the lowest level that has any. Only the last level is a circle: an entry beyond it is kept in its farthest bucket, and
 * placed again when that bucket is entered.
 * Source: Varghese and Lauck, Hashed and Hierarchical Timing Wheels (1987).
 */
export class TimerWheel {
  readonly #clock: Clock;
  readonly #buckets: readonly WheelBucket[] = Array.from(
    { length: bucketsPerLevel * (lastLevel + 1) },
    (_, index) => new WheelBucket(index),
  );
  /** Two words per level, one bit per bucket: set if it has entries. */
  readonly #occupied = new Int32Array(2 * (lastLevel + 1));
  /** Entries whose time has come, by tick. */
  readonly #due = new WheelBucket(-1);
  /** The current tick is `#turn * turnMs + #offset`: entries up to it are in `#due`, all others in buckets. */
  #turn = 0;
  #offset = 0;
  #size = 0;
  #timer: Timer | undefined;
  /** Tick that the timer is for. No bucket that has entries begins before it. */
  #timerTick = Infinity;
  #advancing = false;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#moveTo(Math.floor(clock.nowMs()));
  }

  /** Entries that are scheduled. */
  get size(): number {
    return this.#size;
  }

  /**
   * Calls `entry` at `atMs` (clock time), instead of any time that it was scheduled for before.
   * If that has passed, it is called by the next advance.
   */
  schedule(entry: TimerEntry, atMs: number): void {
    if (this.#closed) return;
    this.#remove(entry);
    const nowMs = this.#clock.nowMs();
    if (!this.#advancing) this.#catchUp(nowMs);
    entry.tick = atMs <= nowMs ? Math.floor(atMs) : Math.ceil(atMs);
    this.#place(entry);
    this.#size += 1;
    if (!this.#advancing) this.#armBy(this.#startOf(entry.bucket ?? this.#due), nowMs);
  }

  /** Does nothing if the entry is not scheduled. */
  cancel(entry: TimerEntry): void {
    this.#remove(entry);
    if (this.#size === 0) this.#disarm();
  }

  /**
   * Calls every entry that is due, in order of time and then of scheduling, also those that become due through these calls.
   * Called by an entry, it does nothing. If an entry throws, the others that are due stay due.
   */
  advance(): void {
    if (this.#advancing || this.#size === 0) return;
    const tick = Math.floor(this.#clock.nowMs());
    // Before the timer's time nothing is due. Every request asks, and one comparison answers.
    if (tick >= this.#timerTick) this.#callUpTo(tick);
  }

  /** Forgets all entries; from now on nothing can be scheduled. */
  close(): void {
    this.#closed = true;
    for (const bucket of [this.#due, ...this.#buckets]) {
      for (let entry = bucket.first; entry !== undefined; entry = bucket.first) this.#remove(entry);
    }
    this.#disarm();
  }

  #callUpTo(tick: number): void {
    this.#advancing = true;
    try {
      this.#advanceTo(tick);
    } finally {
      this.#advancing = false;
      this.#rearm();
    }
  }

  #advanceTo(tick: number): void {
    this.#callDue();
    for (let bucket = this.#nextBucket(); bucket !== undefined; bucket = this.#nextBucket()) {
      const start = this.#startOf(bucket);
      if (start > tick) break;
      this.#moveTo(start);
      this.#enter(bucket);
      this.#callDue();
    }
    if (tick > this.#tick()) this.#moveTo(tick);
  }

  #callDue(): void {
    for (let entry = this.#due.first; entry !== undefined; entry = this.#due.first) {
      this.#remove(entry);
      entry.fire();
    }
  }

  /** The current tick has reached the bucket: its entries are due, or move to lower levels. */
  #enter(bucket: WheelBucket): void {
    this.#vacate(bucket);
    let entry = bucket.takeAll();
    while (entry !== undefined) {
      const { next } = entry;
      this.#place(entry);
      entry = next;
    }
  }

  #place(entry: TimerEntry): void {
    if (entry.tick <= this.#tick()) return this.#due.insertByTick(entry);
    const bucket = this.#bucketFor(entry.tick);
    if (bucket.first === undefined) this.#occupy(bucket);
    bucket.append(entry);
  }

  #remove(entry: TimerEntry): void {
    const { bucket } = entry;
    if (bucket === undefined) return;
    bucket.remove(entry);
    this.#size -= 1;
    if (bucket.first === undefined && bucket !== this.#due) this.#vacate(bucket);
  }

  /** Where a tick after the current one belongs. */
  #bucketFor(tick: number): WheelBucket {
    const turn = Math.floor(tick / turnMs);
    if (turn !== this.#turn) {
      const ahead = Math.min(turn - this.#turn, bucketsPerLevel - 1);
      return this.#bucketAt(lastLevel, (this.#turn + ahead) % bucketsPerLevel);
    }
    const offset = tick - turn * turnMs;
    const level = Math.trunc((31 - Math.clz32(offset ^ this.#offset)) / bitsPerDigit);
    return this.#bucketAt(level, (offset >>> (level * bitsPerDigit)) % bucketsPerLevel);
  }

  /** The bucket with entries that begins first. */
  #nextBucket(): WheelBucket | undefined {
    for (let level = 0; level < lastLevel; level += 1) {
      const digit = lowestDigit(this.#occupied[2 * level] ?? 0, this.#occupied[2 * level + 1] ?? 0);
      if (digit !== undefined) return this.#bucketAt(level, digit);
    }
    for (let ahead = 1; ahead < bucketsPerLevel; ahead += 1) {
      const bucket = this.#bucketAt(lastLevel, (this.#turn + ahead) % bucketsPerLevel);
      if (bucket.first !== undefined) return bucket;
    }
    return undefined;
  }

  /** The tick at which a bucket is entered. */
  #startOf(bucket: WheelBucket): number {
    if (bucket === this.#due) return this.#tick();
    const level = Math.trunc(bucket.index / bucketsPerLevel);
    const digit = bucket.index % bucketsPerLevel;
    if (level === lastLevel) {
      const ahead = (digit - (this.#turn % bucketsPerLevel) + bucketsPerLevel) % bucketsPerLevel;
      return (this.#turn + ahead) * turnMs;
    }
    const shift = level * bitsPerDigit;
    const higherDigits = (this.#offset >>> (shift + bitsPerDigit)) << (shift + bitsPerDigit);
    return this.#turn * turnMs + higherDigits + (digit << shift);
  }

  #bucketAt(level: number, digit: number): WheelBucket {
    return this.#buckets[level * bucketsPerLevel + digit] as WheelBucket;
  }

  #occupy(bucket: WheelBucket): void {
    const word = bucket.index >>> 5;
    this.#occupied[word] = (this.#occupied[word] ?? 0) | (1 << bucket.index);
  }

  #vacate(bucket: WheelBucket): void {
    const word = bucket.index >>> 5;
    this.#occupied[word] = (this.#occupied[word] ?? 0) & ~(1 << bucket.index);
  }

  #tick(): number {
    return this.#turn * turnMs + this.#offset;
  }

  #moveTo(tick: number): void {
    this.#turn = Math.floor(tick / turnMs);
    this.#offset = tick - this.#turn * turnMs;
  }

  /** Follows the clock up to the first bucket with entries, so that a new entry is placed as low as possible. */
  #catchUp(nowMs: number): void {
    const tick = Math.min(Math.floor(nowMs), this.#timerTick - 1);
    if (tick > this.#tick()) this.#moveTo(tick);
  }

  #rearm(): void {
    if (this.#size === 0) return this.#disarm();
    const next = this.#due.first === undefined ? this.#nextBucket() : this.#due;
    if (next !== undefined) this.#armBy(this.#startOf(next), this.#clock.nowMs());
  }

  #armBy(tick: number, nowMs: number): void {
    if (tick >= this.#timerTick) return;
    this.#timer?.cancel();
    this.#timerTick = tick;
    // At most one turn: many timers overflow after 2^31 ms. A timer that fires too soon is set again.
    const delayMs = Math.min(Math.max(0, tick - nowMs), turnMs);
    this.#timer = this.#clock.setTimer(delayMs, this.#onTimer);
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerTick = Infinity;
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined;
    this.#timerTick = Infinity;
    if (!this.#advancing) this.#callUpTo(Math.floor(this.#clock.nowMs()));
  };
}

/** Position of the lowest bit in 64. */
function lowestDigit(low: number, high: number): number | undefined {
  if (low !== 0) return 31 - Math.clz32(low & -low);
  if (high !== 0) return 63 - Math.clz32(high & -high);
  return undefined;
}
