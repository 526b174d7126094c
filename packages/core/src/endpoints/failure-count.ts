import type { BreakerConfig } from '../config.ts';
import { RollingSum } from './rolling-sum.ts';

const defaultSamples = 20;

/** What a breaker counts while it is closed, and whether that is too much. */
export class FailureCount {
  readonly #config: BreakerConfig;
  readonly #attempts: RollingSum;
  readonly #failures: RollingSum;
  readonly #inARow: LatestTimes;
  readonly #inWindow: LatestTimes;

  constructor(config: BreakerConfig, nowMs: number) {
    this.#config = config;
    this.#attempts = new RollingSum(config.windowMs, nowMs);
    this.#failures = new RollingSum(config.windowMs, nowMs);
    this.#inARow = new LatestTimes(config.consecutive);
    this.#inWindow = new LatestTimes(config.failures);
  }

  success(nowMs: number): void {
    this.#attempts.add(1, nowMs, nowMs);
    this.#inARow.clear();
  }

  /** Returns whether the endpoint has failed too often. */
  failure(nowMs: number): boolean {
    const { windowMs } = this.#config;
    this.#attempts.add(1, nowMs, nowMs);
    this.#failures.add(1, nowMs, nowMs);
    const inARow = this.#inARow.add(nowMs, windowMs);
    const inWindow = this.#inWindow.add(nowMs, windowMs);
    return inARow || inWindow || this.#exceedsRate(nowMs);
  }

  #exceedsRate(nowMs: number): boolean {
    const { rate, samples = defaultSamples } = this.#config;
    if (rate === undefined) return false;
    const attempts = this.#attempts.total(nowMs);
    return attempts >= samples && this.#failures.total(nowMs) > rate * attempts;
  }
}

/** The times of the latest events: a ring of as many as are too many. */
class LatestTimes {
  readonly #times: Float64Array;
  #next = 0;

  /** `most`: how many within a window are too many; `undefined`: any number is fine. */
  constructor(most: number | undefined) {
    this.#times = new Float64Array(most ?? 0).fill(-Infinity);
  }

  /** Returns whether there are too many within the last `windowMs` now. */
  add(atMs: number, windowMs: number): boolean {
    if (this.#times.length === 0) return false;
    this.#times[this.#next] = atMs;
    this.#next = (this.#next + 1) % this.#times.length;
    return atMs - (this.#times[this.#next] ?? -Infinity) <= windowMs;
  }

  clear(): void {
    this.#times.fill(-Infinity);
  }
}
