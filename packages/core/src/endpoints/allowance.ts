import { epsilon } from '../numbers/epsilon.ts';
import { TokenBucket } from '../quota/token-bucket.ts';
import { RollingSum } from './rolling-sum.ts';
import { UsualAmount } from './usual-amount.ts';

/** The bucket refills slightly slower than the backend allows, so that a debt to the rolling window is paid off in time. */
const refillShare = 0.97;
const minuteMs = 60_000;

/** Window in which a backend counts its limit. Milliseconds. */
export interface Counting {
  /** Length of the window over which the backend counts. It lets pass the window's share of what a minute allows. */
  readonly windowMs: number;
  /** After a pause, what this time brings may be spent at once. */
  readonly burstMs: number;
}

/**
 * What a backend allows a minute, of tokens or of requests: spent evenly, and in no window more than the backend lets pass.
 * While anything is left one more amount may be taken, however large; a large one makes the next wait longer.
 */
export class Allowance {
  readonly #counting: Counting;
  readonly #bucket: TokenBucket;
  readonly #spent: RollingSum;
  #perWindow: number;
  readonly #usual = new UsualAmount();

  /** `perMinute`: greater than 0. */
  constructor(perMinute: number, counting: Counting, nowMs: number) {
    this.#counting = counting;
    this.#bucket = new TokenBucket(refillShare * perMinute, counting.burstMs, nowMs);
    this.#spent = new RollingSum(counting.windowMs, nowMs);
    this.#perWindow = this.#perWindowOf(perMinute);
  }

  resize(perMinute: number, nowMs: number): void {
    this.#bucket.resize(refillShare * perMinute, nowMs);
    this.#perWindow = this.#perWindowOf(perMinute);
  }

  /** What the bucket holds now; negative while in debt. */
  level(nowMs: number): number {
    return this.#bucket.level(nowMs);
  }

  hasRoom(nowMs: number): boolean {
    return this.#bucket.hasRoom(nowMs) && this.#spent.total(nowMs) <= this.#spendable;
  }

  /** Clock time from which there is room. */
  roomAtMs(nowMs: number): number {
    return Math.max(this.#bucket.roomAtMs(nowMs), this.#spent.fallsToAtMs(this.#spendable, nowMs));
  }

  take(amount: number, nowMs: number): void {
    this.#bucket.take(amount, nowMs);
    this.#spent.add(amount, nowMs, nowMs);
  }

  /** The amount `taken` at `takenAtMs` is replaced by `used`, which may be more. */
  correct(taken: number, used: number, takenAtMs: number, nowMs: number): void {
    if (used < taken) this.#bucket.give(taken - used, nowMs);
    else if (used > taken) this.#bucket.take(used - taken, nowMs);
    this.#spent.add(used - taken, takenAtMs, nowMs);
    if (used > 0) this.#usual.note(used);
  }

  /** The most that the window may hold for one more usual amount to fit. */
  get #spendable(): number {
    return Math.max(0, this.#perWindow - this.#usual.value) + epsilon;
  }

  #perWindowOf(perMinute: number): number {
    return Math.max(1, (perMinute * this.#counting.windowMs) / minuteMs);
  }
}
