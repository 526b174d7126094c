import { RollingSum } from './rolling-sum.ts';
import { TokenBucket } from '../quota/token-bucket.ts';
import { UsualAmount } from './usual-amount.ts';

/** Buckets run a little under what the backend allows, so that what comes in lumps is evened out sooner or later. */
const share = 0.97;
const minuteMs = 60_000;
const hair = 1e-6;

/** How a backend counts, and how much of that is risked. Milliseconds. */
export interface Counting {
  /** It lets pass what a minute allows, in proportion to this. */
  readonly windowMs: number;
  /** What this brings may be spent at once after a pause. */
  readonly burstMs: number;
}

/**
 * What a backend allows of something a minute: spent smoothly, and in no window more than the backend lets pass.
 * One more may be spent while anything is left, however much it will be; a large one makes the next wait longer.
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
    this.#bucket = new TokenBucket(share * perMinute, counting.burstMs, nowMs);
    this.#spent = new RollingSum(counting.windowMs, nowMs);
    this.#perWindow = this.#allowed(perMinute);
  }

  resize(perMinute: number, nowMs: number): void {
    this.#bucket.resize(share * perMinute, nowMs);
    this.#perWindow = this.#allowed(perMinute);
  }

  /** Left for now; negative while in debt. */
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

  /** What was taken at `takenAtMs` has turned out to be `used`. */
  correct(taken: number, used: number, takenAtMs: number, nowMs: number): void {
    if (used < taken) this.#bucket.give(taken - used, nowMs);
    else if (used > taken) this.#bucket.take(used - taken, nowMs);
    this.#spent.add(used - taken, takenAtMs, nowMs);
    if (used > 0) this.#usual.note(used);
  }

  /** What may have been spent in the window for one more to fit. */
  get #spendable(): number {
    return Math.max(0, this.#perWindow - this.#usual.value) + hair;
  }

  #allowed(perMinute: number): number {
    return Math.max(1, (perMinute * this.#counting.windowMs) / minuteMs);
  }
}
