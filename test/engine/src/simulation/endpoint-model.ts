import type { BreakerConfig, EndpointConfig } from '@laneway/core';

import { AllowanceModel } from './allowance-model.ts';
import type { SimulatedAttempt } from './simulated-backend.ts';

/** What happened at an endpoint, as far as its health goes. */
export type Event = 'answered' | 'failed' | 'cancelled' | { readonly throttledForMs: number | undefined };

type Breaker =
  | { readonly kind: 'closed'; readonly failures: readonly number[] }
  | { readonly kind: 'open'; readonly untilMs: number }
  | { readonly kind: 'half-open'; readonly sinceMs: number; readonly trialOf: string | undefined };

const closed: Breaker = { kind: 'closed', failures: [] };

/** What is to be expected of one endpoint, from what went there and what came back. Plain lists, counted anew whenever asked. */
export class EndpointModel {
  config: EndpointConfig;
  breakerConfig: BreakerConfig;
  /** Attempts that are under way. */
  readonly open = new Set<SimulatedAttempt>();
  throttledUntilMs = -Infinity;
  healthy: boolean | undefined;
  readonly tokens = new AllowanceModel(60_000);
  readonly requests = new AllowanceModel(10_000);
  /** Slots that are surely offered while it comes back from a throttle. */
  #offered = Infinity;
  #throttles = 0;
  #breaker: Breaker = closed;

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

  /** Whether it may serve anybody at all. */
  able(nowMs: number): boolean {
    const breaker = this.#breakerAt(nowMs);
    const admits =
      breaker.kind === 'closed' || (breaker.kind === 'half-open' && breaker.trialOf === undefined);
    return admits && this.healthy !== false;
  }

  /** Whether its time alone ends at this very moment: the gateway may or may not have noticed. */
  comesBack(nowMs: number): boolean {
    const breaker = this.#breakerAt(nowMs);
    return breaker.kind === 'half-open' && breaker.sinceMs === nowMs;
  }

  /** Whether it is trusted: neither left alone nor on trial. */
  closed(nowMs: number): boolean {
    return this.#breakerAt(nowMs).kind === 'closed';
  }

  /** Why nothing may be sent there, slots aside; `undefined` if it may. */
  forbids(nowMs: number): string | undefined {
    if (!this.able(nowMs)) return 'is left alone';
    if (this.throttledUntilMs > nowMs) return 'has asked for a pause';
    return this.tokens.empty(nowMs) || this.requests.empty(nowMs) ? 'has no quota left' : undefined;
  }

  /** Slots that are free, as far as is certain. */
  free(nowMs: number): number {
    this.#endThrottle(nowMs);
    if (!this.tokens.surelyHasRoom(nowMs) || !this.requests.surelyHasRoom(nowMs)) return 0;
    return Math.min(this.config.slots, this.#offered) - this.open.size;
  }

  /** Whether it may offer fewer slots than it has, because it comes back from a throttle. */
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

  end(attempt: SimulatedAttempt, event: Event, nowMs: number): void {
    this.open.delete(attempt);
    this.#judge(attempt.requestId, event, nowMs);
    // At the very moment when a throttle ends, nobody knows which came first.
    if (event === 'answered' && nowMs > this.throttledUntilMs) this.#recover(nowMs);
    if (typeof event !== 'object' || event.throttledForMs === undefined) return;
    this.#endThrottle(nowMs);
    const forMs = Math.min(Math.max(event.throttledForMs, 20), 120_000);
    this.throttledUntilMs = Math.max(this.throttledUntilMs, Math.ceil(nowMs + forMs));
    this.#throttles += 1;
  }

  #judge(requestId: string, event: Event, nowMs: number): void {
    const breaker = this.#breakerAt(nowMs);
    if (breaker.kind === 'open') return;
    if (breaker.kind === 'closed') {
      if (event === 'failed') this.#fail(breaker.failures, nowMs);
      return;
    }
    if (breaker.trialOf !== requestId) return;
    if (event === 'answered') this.#breaker = closed;
    else if (event === 'failed')
      this.#breaker = { kind: 'open', untilMs: Math.ceil(nowMs + this.breakerConfig.openMs) };
    else this.#breaker = { ...breaker, trialOf: undefined };
  }

  #fail(failures: readonly number[], nowMs: number): void {
    const { failures: limit, windowMs, openMs } = this.breakerConfig;
    const recent = [...failures, nowMs].filter((atMs) => nowMs - atMs <= windowMs);
    this.#breaker =
      recent.length >= limit
        ? { kind: 'open', untilMs: Math.ceil(nowMs + openMs) }
        : { kind: 'closed', failures: recent };
  }

  #breakerAt(nowMs: number): Breaker {
    if (this.#breaker.kind === 'open' && nowMs >= this.#breaker.untilMs) {
      this.#breaker = { kind: 'half-open', sinceMs: this.#breaker.untilMs, trialOf: undefined };
    }
    return this.#breaker;
  }

  // What was in flight when the throttle ended is offered on top; that is not counted on.
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
