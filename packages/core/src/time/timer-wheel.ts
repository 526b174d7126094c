import type { Clock, Timer } from '@laneway/contracts';

import { TimerSlot } from './timer-entry.ts';
import type { TimerEntry } from './timer-entry.ts';

export { TimerEntry } from './timer-entry.ts';

const slotsPerLevel = 64;
const bitsPerDigit = 6;
const lastLevel = 5;
/** Milliseconds that one slot of the last level lasts, about 12 days: all the lower levels together. */
const turnMs = 2 ** (bitsPerDigit * lastLevel);

/**
 * Calls many entries at their times with one timer of the clock between them; scheduling and cancelling take constant time.
 * Times are rounded up to whole milliseconds, so an entry may be called up to 1 ms late, never early.
 *
 * Six levels of 64 slots, each level's slot as long as the whole level below. An entry lies in the level of the highest
 * base-64 digit in which its tick differs from the current one. Hence the slots of a level never wrap around, entries
 * of the same tick always share a slot in the order they came, and the next slot to be entered is the first of the
 * lowest level that has any. Only the last level is a circle: there an entry beyond it waits in the farthest slot and is
 * placed anew when that slot is entered.
 */
export class TimerWheel {
  readonly #clock: Clock;
  readonly #slots: readonly TimerSlot[] = Array.from(
    { length: slotsPerLevel * (lastLevel + 1) },
    (_, index) => new TimerSlot(index),
  );
  /** Two words a level, a bit for each slot that has entries. */
  readonly #occupied = new Int32Array(2 * (lastLevel + 1));
  /** Entries whose time has come, by tick. */
  readonly #due = new TimerSlot(-1);
  /** The current tick is `#turn * turnMs + #offset`: entries up to it are due, all the others lie in slots. */
  #turn = 0;
  #offset = 0;
  #size = 0;
  #timer: Timer | undefined;
  /** Tick that the timer is for. No slot that has entries begins before it. */
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

  /** Has `entry` called at `atMs` (clock time), and not at the time it was scheduled for before. A past time is due at the next advance. */
  schedule(entry: TimerEntry, atMs: number): void {
    if (this.#closed) return;
    this.#remove(entry);
    const nowMs = this.#clock.nowMs();
    if (!this.#advancing) this.#catchUp(nowMs);
    entry.tick = atMs <= nowMs ? Math.floor(atMs) : Math.ceil(atMs);
    this.#place(entry);
    this.#size += 1;
    if (!this.#advancing) this.#armBy(this.#startOf(entry.slot ?? this.#due), nowMs);
  }

  /** Does nothing if the entry isn't scheduled. */
  cancel(entry: TimerEntry): void {
    this.#remove(entry);
    if (this.#size === 0) this.#disarm();
  }

  /**
   * Calls every entry that is due, in order of time and then of scheduling, also those that become due through these calls.
   * A call from within an entry does nothing. If an entry throws, the others that are due stay so.
   */
  advance(): void {
    if (this.#advancing || this.#size === 0) return;
    const tick = Math.floor(this.#clock.nowMs());
    // Before the timer's time nothing is due: asked for every request, answered with a comparison.
    if (tick >= this.#timerTick) this.#callUpTo(tick);
  }

  /** Forgets all entries; from now on nothing can be scheduled. */
  close(): void {
    this.#closed = true;
    for (const slot of [this.#due, ...this.#slots]) {
      for (let entry = slot.first; entry !== undefined; entry = slot.first) this.#remove(entry);
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
    for (let slot = this.#nextSlot(); slot !== undefined; slot = this.#nextSlot()) {
      const start = this.#startOf(slot);
      if (start > tick) break;
      this.#moveTo(start);
      this.#enter(slot);
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

  /** The current tick has come to the slot's first: its entries are due or belong into lower levels now. */
  #enter(slot: TimerSlot): void {
    this.#vacate(slot);
    let entry = slot.takeAll();
    while (entry !== undefined) {
      const { next } = entry;
      this.#place(entry);
      entry = next;
    }
  }

  #place(entry: TimerEntry): void {
    if (entry.tick <= this.#tick()) return this.#due.insertByTick(entry);
    const slot = this.#slotFor(entry.tick);
    if (slot.first === undefined) this.#occupy(slot);
    slot.append(entry);
  }

  #remove(entry: TimerEntry): void {
    const { slot } = entry;
    if (slot === undefined) return;
    slot.remove(entry);
    this.#size -= 1;
    if (slot.first === undefined && slot !== this.#due) this.#vacate(slot);
  }

  /** Where a tick after the current one belongs. */
  #slotFor(tick: number): TimerSlot {
    const turn = Math.floor(tick / turnMs);
    if (turn !== this.#turn) {
      const ahead = Math.min(turn - this.#turn, slotsPerLevel - 1);
      return this.#slotAt(lastLevel, (this.#turn + ahead) % slotsPerLevel);
    }
    const offset = tick - turn * turnMs;
    const level = Math.trunc((31 - Math.clz32(offset ^ this.#offset)) / bitsPerDigit);
    return this.#slotAt(level, (offset >>> (level * bitsPerDigit)) % slotsPerLevel);
  }

  /** The slot with entries that begins first. */
  #nextSlot(): TimerSlot | undefined {
    for (let level = 0; level < lastLevel; level += 1) {
      const digit = lowestDigit(this.#occupied[2 * level] ?? 0, this.#occupied[2 * level + 1] ?? 0);
      if (digit !== undefined) return this.#slotAt(level, digit);
    }
    for (let ahead = 1; ahead < slotsPerLevel; ahead += 1) {
      const slot = this.#slotAt(lastLevel, (this.#turn + ahead) % slotsPerLevel);
      if (slot.first !== undefined) return slot;
    }
    return undefined;
  }

  /** The tick at which a slot is to be entered. */
  #startOf(slot: TimerSlot): number {
    if (slot === this.#due) return this.#tick();
    const level = Math.trunc(slot.index / slotsPerLevel);
    const digit = slot.index % slotsPerLevel;
    if (level === lastLevel) {
      const ahead = (digit - (this.#turn % slotsPerLevel) + slotsPerLevel) % slotsPerLevel;
      return (this.#turn + ahead) * turnMs;
    }
    const shift = level * bitsPerDigit;
    const higherDigits = (this.#offset >>> (shift + bitsPerDigit)) << (shift + bitsPerDigit);
    return this.#turn * turnMs + higherDigits + (digit << shift);
  }

  #slotAt(level: number, digit: number): TimerSlot {
    return this.#slots[level * slotsPerLevel + digit] as TimerSlot;
  }

  #occupy(slot: TimerSlot): void {
    const word = slot.index >>> 5;
    this.#occupied[word] = (this.#occupied[word] ?? 0) | (1 << slot.index);
  }

  #vacate(slot: TimerSlot): void {
    const word = slot.index >>> 5;
    this.#occupied[word] = (this.#occupied[word] ?? 0) & ~(1 << slot.index);
  }

  #tick(): number {
    return this.#turn * turnMs + this.#offset;
  }

  #moveTo(tick: number): void {
    this.#turn = Math.floor(tick / turnMs);
    this.#offset = tick - this.#turn * turnMs;
  }

  /** Follows the clock as far as no entry is in the way, so that the new one comes to lie as low as it can. */
  #catchUp(nowMs: number): void {
    const tick = Math.min(Math.floor(nowMs), this.#timerTick - 1);
    if (tick > this.#tick()) this.#moveTo(tick);
  }

  #rearm(): void {
    if (this.#size === 0) return this.#disarm();
    const next = this.#due.first === undefined ? this.#nextSlot() : this.#due;
    if (next !== undefined) this.#armBy(this.#startOf(next), this.#clock.nowMs());
  }

  #armBy(tick: number, nowMs: number): void {
    if (tick >= this.#timerTick) return;
    this.#timer?.cancel();
    this.#timerTick = tick;
    // At most a turn at once: timers of most systems overflow after 2^31 ms. One that comes too soon is set anew.
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
