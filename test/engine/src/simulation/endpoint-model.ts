import type { BreakerConfig, EndpointConfig } from '@laneway/core';

import { AllowanceModel } from './allowance-model.ts';
import type { SimulatedAttempt } from './simulated-backend.ts';

/** What an attempt that has ended says of its endpoint. */
export type AttemptEvent =
  | 'answered'
  | 'failed'
  | 'cancelled'
  | { readonly throttledForMs: number | undefined };

/** An attempt that counts: when it ended, and how. */
interface Seen {
  readonly atMs: number;
  readonly failed: boolean;
}

type BreakerModel =
  | { readonly kind: 'closed'; readonly seen: readonly Seen[] }
  | { readonly kind: 'open'; readonly untilMs: number }
  | { readonly kind: 'half-open'; readonly sinceMs: number; readonly trialOf: string | undefined };

const closed: BreakerModel = { kind: 'closed', seen: [] };

/** The expected state of one endpoint, from what was sent to it and what it answered. Plain lists, counted again whenever asked. */
export class EndpointModel {
  config: EndpointConfig;
  breakerConfig: BreakerConfig;
  /** Attempts that are in progress. */
  readonly open = new Set<SimulatedAttempt>();
  throttledUntilMs = -Infinity;
  healthy: boolean | undefined;
  readonly tokens = new AllowanceModel(60_000);
  readonly requests = new AllowanceModel(10_000);
  /** Slots that are certainly offered during a slow start; more may be. */
  #offered = Infinity;
  #throttles = 0;
  #breaker: BreakerModel = closed;

  constructor(config: EndpointConfig, breaker: BreakerConfig) {
    this.config = config;
    this.breakerConfig = breaker;
    this.configure(config);
  }

  configure(config: EndpointConfig): void {
    this.config = config;
    this.tokens.configure(config.quota.tpm);
    this.requests.configure(config.quota.rpm);
    if (config.connector.use !== 'probed') this.healthy = undefined;
  }

  setBreaker(config: BreakerConfig): void {
    this.breakerConfig = config;
    this.#breaker = closed;
  }

  /** Whether it is up: neither unhealthy nor kept from requests by its breaker. */
  isUp(nowMs: number): boolean {
    const breaker = this.#breakerAt(nowMs);
    const admits =
      breaker.kind === 'closed' || (breaker.kind === 'half-open' && breaker.trialOf === undefined);
    return admits && this.healthy !== false;
  }

  /** Whether its breaker becomes half-open at this very moment: the gateway may or may not have noticed. */
  recoversNow(nowMs: number): boolean {
    const breaker = this.#breakerAt(nowMs);
    return breaker.kind === 'half-open' && breaker.sinceMs === nowMs;
  }

  /** Whether its breaker is closed. */
  closed(nowMs: number): boolean {
    return this.#breakerAt(nowMs).kind === 'closed';
  }

  /** Why nothing may be sent to it, slots aside; `undefined` if something may. */
  blockedBecause(nowMs: number): string | undefined {
    if (!this.isUp(nowMs)) return 'is down';
    if (this.throttledUntilMs > nowMs) return 'is throttled';
    return this.tokens.empty(nowMs) || this.requests.empty(nowMs) ? 'has no quota left' : undefined;
  }

  /** Number of slots that are certainly free. */
  free(nowMs: number): number {
    this.#endThrottle(nowMs);
    if (!this.tokens.surelyHasRoom(nowMs) || !this.requests.surelyHasRoom(nowMs)) return 0;
    return Math.min(this.config.slots, this.#offered) - this.open.size;
  }

  /** Whether it may offer fewer slots than it has, because of a throttle or a slow start. */
  recovering(nowMs: number): boolean {
    this.#endThrottle(nowMs);
    return this.#offered < this.config.slots || this.throttledUntilMs > nowMs;
  }

  begin(attempt: SimulatedAttempt, cost: number, nowMs: number): void {
    const breaker = this.#breakerAt(nowMs);
    if (breaker.kind === 'half-open') this.#breaker = { ...breaker, trialOf: attempt.requestId };
    this.open.add(attempt);
    this.requests.take(1, nowMs);
    this.tokens.take(cost, nowMs);
  }

  /** The answer to an attempt begins well. */
  answerBegins(attempt: SimulatedAttempt, nowMs: number): void {
    const breaker = this.#breakerAt(nowMs);
    if (breaker.kind === 'half-open' && breaker.trialOf === attempt.requestId) this.#breaker = closed;
  }

  end(attempt: SimulatedAttempt, event: AttemptEvent, nowMs: number): void {
    this.open.delete(attempt);
    this.#recordBreaker(attempt.requestId, event, nowMs);
    // At the moment when a throttle ends, it is unknown which of the two came first.
    if (event === 'answered' && nowMs > this.throttledUntilMs) this.#recover(nowMs);
    if (typeof event !== 'object' || event.throttledForMs === undefined) return;
    this.#endThrottle(nowMs);
    const forMs = Math.min(Math.max(event.throttledForMs, 20), 120_000);
    this.throttledUntilMs = Math.max(this.throttledUntilMs, Math.ceil(nowMs + forMs));
    this.#throttles += 1;
  }

  #recordBreaker(requestId: string, event: AttemptEvent, nowMs: number): void {
    const breaker = this.#breakerAt(nowMs);
    if (breaker.kind === 'open') return;
    if (breaker.kind === 'closed') {
      if (event === 'answered' || event === 'failed')
        this.#count([...breaker.seen, { atMs: nowMs, failed: event === 'failed' }], nowMs);
      return;
    }
    if (breaker.trialOf !== requestId) return;
    if (event === 'answered') this.#breaker = closed;
    else if (event === 'failed')
      this.#breaker = { kind: 'open', untilMs: Math.ceil(nowMs + this.breakerConfig.openMs) };
    else this.#breaker = { ...breaker, trialOf: undefined };
  }

  #count(seen: readonly Seen[], nowMs: number): void {
    const hasFailed = seen.at(-1)?.failed === true;
    this.#breaker =
      hasFailed && this.#isTooMuch(seen, nowMs)
        ? { kind: 'open', untilMs: Math.ceil(nowMs + this.breakerConfig.openMs) }
        : { kind: 'closed', seen };
  }

  #isTooMuch(seen: readonly Seen[], nowMs: number): boolean {
    const {
      consecutive = Infinity,
      failures = Infinity,
      rate = 1,
      samples = 20,
      windowMs,
    } = this.breakerConfig;
    const failed = (list: readonly Seen[]) => list.filter((each) => each.failed).length;
    const recent = seen.filter(({ atMs }) => nowMs - atMs <= windowMs);
    const inARow = recent.slice(recent.findLastIndex((each) => !each.failed) + 1).length;
    // Shares are counted in sixtieths of the window.
    const tick = (atMs: number) => Math.floor((atMs * 60) / windowMs);
    const counted = seen.filter(({ atMs }) => tick(atMs) >= tick(nowMs) - 60);
    return (
      inARow >= consecutive ||
      failed(recent) >= failures ||
      (counted.length >= samples && failed(counted) > rate * counted.length)
    );
  }

  #breakerAt(nowMs: number): BreakerModel {
    if (this.#breaker.kind === 'open' && nowMs >= this.#breaker.untilMs) {
      this.#breaker = { kind: 'half-open', sinceMs: this.#breaker.untilMs, trialOf: undefined };
    }
    return this.#breaker;
  }

  // The engine also offers what was in flight when the throttle ended; that is not certain here.
  #endThrottle(nowMs: number): void {
    if (this.#throttles === 0 || nowMs < this.throttledUntilMs) return;
    this.#throttles = 0;
    this.#offered = 0;
    this.#recover(nowMs);
  }

  #recover(nowMs: number): void {
    this.#endThrottle(nowMs);
    this.#offered += Math.max(1, Math.ceil(this.config.slots / 10));
    if (this.#offered >= this.config.slots) this.#offered = Infinity;
  }
}
