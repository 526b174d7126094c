import type { AttemptOutcome, BreakerState, EndpointView, ProbeResult } from '@laneway/contracts';

import { Breaker } from './breaker.ts';
import type { BreakerConfig, EndpointConfig } from '../config.ts';
import type { EndpointPlugins } from './endpoint-plugins.ts';
import { EndpointQuota } from './endpoint-quota.ts';
import { FirstByteTime } from './first-byte-time.ts';
import { Lease } from './lease.ts';
import type { SlotClaimant } from './slots.ts';
import { slotShare } from './slots.ts';
import { SlowReturn, throttleTimeMs } from './throttle.ts';
import type { EndpointSnapshot } from '../snapshot.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';
import { TimerEntry } from '../time/timer-wheel.ts';

/** Why an endpoint can't take a request now. */
export type Obstacle =
  | 'retired'
  | 'unhealthy'
  | 'breaker-open'
  | 'throttled'
  | 'no-quota'
  | 'no-slot'
  | 'reserved';

/** What an endpoint tells the engine. */
export interface EndpointListener {
  /** It may have room again. Whoever caused it looks for work when it is done. */
  onRoom(endpoint: Endpoint): void;
  onThrottled(endpoint: Endpoint, untilMs: number): void;
  onBreaker(endpoint: Endpoint, state: BreakerState): void;
  onProbed(endpoint: Endpoint, healthy: boolean): void;
}

/** One backend's state: slots, throttle, breaker, quota, probe, latency. One pool, however many facades use it. */
export class Endpoint implements EndpointView {
  readonly name: string;
  readonly origin: string;
  readonly basePath: string;
  labels: Readonly<Record<string, string>> = {};
  slots = 1;
  group = 1;
  weight = 1;
  inFlight = 0;
  attemptsTotal = 0;
  failuresTotal = 0;
  throttledTotal = 0;

  plugins: EndpointPlugins;
  throttledUntilMs: number | undefined;
  #retired = false;
  #healthy: boolean | undefined;
  readonly #firstByte = new FirstByteTime();
  readonly #return = new SlowReturn();
  #breaker: Breaker;
  readonly #quota = new EndpointQuota();
  /** Whether the quota leaves nothing for one more request. */
  #spent = false;
  #reserves: readonly SlotClaimant[] = [];
  readonly #inFlightBy = new Map<SlotClaimant, number>();
  readonly #wheel: TimerWheel;
  readonly #now: () => number;
  readonly #listener: EndpointListener;
  readonly #throttleEnd: TimerEntry;
  readonly #breakerEnd: TimerEntry;
  readonly #refill: TimerEntry;

  constructor(
    config: EndpointConfig,
    breaker: BreakerConfig,
    plugins: EndpointPlugins,
    parts: { readonly wheel: TimerWheel; readonly now: () => number; readonly listener: EndpointListener },
  ) {
    const url = new URL(config.url);
    this.name = config.name;
    this.origin = url.origin;
    this.basePath = url.pathname.replace(/\/+$/, '');
    this.plugins = plugins;
    this.#breaker = new Breaker(breaker);
    this.#wheel = parts.wheel;
    this.#now = parts.now;
    this.#listener = parts.listener;
    this.#throttleEnd = new TimerEntry(() => this.#endThrottle());
    this.#breakerEnd = new TimerEntry(() => this.#halfOpen());
    this.#refill = new TimerEntry(() => this.#refilled());
    this.configure(config, plugins);
  }

  get firstByteMs(): number {
    return this.#firstByte.ms;
  }

  /** Takes over what a new generation says of it; what it has learned stays. */
  configure(config: EndpointConfig, plugins: EndpointPlugins): void {
    this.labels = config.labels;
    this.slots = config.slots;
    this.group = config.group;
    this.weight = config.weight;
    this.plugins = plugins;
    // Nobody would ever find it healthy again.
    if (plugins.connector.probe === undefined) this.#healthy = undefined;
    const nowMs = this.#now();
    this.#quota.configure(config.quota, nowMs);
    this.#checkQuota(nowMs);
  }

  setBreaker(config: BreakerConfig): void {
    this.#wheel.cancel(this.#breakerEnd);
    this.#breaker = new Breaker(config);
  }

  /** Claimants for which some slots are kept free, best first. */
  setReserves(claimants: readonly SlotClaimant[]): void {
    this.#reserves = claimants;
  }

  /** It is no longer in the config: it finishes what it has and gets nothing more. */
  retire(): void {
    this.#retired = true;
    this.#wheel.cancel(this.#throttleEnd);
    this.#wheel.cancel(this.#breakerEnd);
    this.#wheel.cancel(this.#refill);
  }

  /** Why `claimant` can't have a slot now; `undefined` if it can. */
  obstacle(claimant: SlotClaimant): Obstacle | undefined {
    const unable = this.inability();
    if (unable !== undefined) return unable;
    if (this.throttledUntilMs !== undefined) return 'throttled';
    if (this.#spent) return 'no-quota';
    const limit = Math.min(this.slots, this.#return.ceiling);
    const free = limit - this.inFlight;
    if (free <= 0) return 'no-slot';
    return free - this.#reservedAgainst(claimant, limit) < 1 ? 'reserved' : undefined;
  }

  /** What keeps it from serving anybody until it is repaired; a throttle, a spent quota or a full house pass by themselves. */
  inability(): Obstacle | undefined {
    if (this.#retired) return 'retired';
    if (this.#healthy === false) return 'unhealthy';
    return this.#breaker.admits() ? undefined : 'breaker-open';
  }

  /** Takes one slot and the estimated tokens. The lease gives them back. */
  lease(claimant: SlotClaimant, cost: number): Lease {
    const nowMs = this.#now();
    this.inFlight += 1;
    this.#inFlightBy.set(claimant, (this.#inFlightBy.get(claimant) ?? 0) + 1);
    this.attemptsTotal += 1;
    this.#quota.take(cost, nowMs);
    this.#checkQuota(nowMs);
    const trial = this.#breaker.state.kind === 'half-open';
    if (trial) this.#breaker.startTrial();
    return new Lease(this, { claimant, cost, sinceMs: nowMs, trial });
  }

  /** Takes what one more attempt on a slot that is held costs, unless it is to be left alone. Returns whether it may be made. */
  repeat(): boolean {
    const nowMs = this.#now();
    const trusted = this.inability() === undefined && this.#breaker.state.kind === 'closed';
    const crowded = this.inFlight > this.slots || this.#spent;
    if (!trusted || crowded || this.throttledUntilMs !== undefined) return false;
    this.attemptsTotal += 1;
    this.#quota.take(0, nowMs);
    this.#checkQuota(nowMs);
    return true;
  }

  /** Called by the lease, once. `tokens`: what was used, if that is known. */
  giveBack(lease: Lease, tokens: number | undefined): void {
    this.inFlight -= 1;
    this.#inFlightBy.set(lease.claimant, (this.#inFlightBy.get(lease.claimant) ?? 1) - 1);
    if (tokens === undefined) this.#listener.onRoom(this);
    else this.correct(lease, tokens);
  }

  /** Called by the lease, once: what it turned out to use replaces the estimate. */
  correct(lease: Lease, tokens: number): void {
    const nowMs = this.#now();
    this.#quota.correct(lease.cost, tokens, lease.sinceMs, nowMs);
    this.#checkQuota(nowMs);
    this.#listener.onRoom(this);
  }

  /** Learns from an attempt's outcome. Called before the lease is given back. */
  learn(outcome: AttemptOutcome, lease: Lease): void {
    switch (outcome.kind) {
      case 'success':
      case 'declined':
        // The backend answered: whatever it thinks of the request, it is alive.
        if (outcome.kind === 'declined') this.#return.accepted(this.slots);
        if (this.#counts(lease) && this.#breaker.recordSuccess(this.#now())) this.#tellBreaker();
        return;
      case 'throttled':
        this.throttledTotal += 1;
        if (lease.trial) this.#breaker.abandonTrial();
        if (!outcome.final) this.throttle(outcome.retryAfterMs);
        return;
      case 'failed':
        this.failuresTotal += 1;
        if (this.#counts(lease)) this.#fail();
        return;
      case 'cancelled':
        if (lease.trial) this.#breaker.abandonTrial();
        return;
      default:
        outcome satisfies never;
    }
  }

  /** Leaves it alone for so many milliseconds, within reason. */
  throttle(askedMs: number | undefined): void {
    const untilMs = this.#now() + throttleTimeMs(askedMs);
    if (this.throttledUntilMs !== undefined && this.throttledUntilMs >= untilMs) return;
    this.throttledUntilMs = untilMs;
    this.#wheel.schedule(this.#throttleEnd, untilMs);
    this.#listener.onThrottled(this, untilMs);
  }

  /** A probe has found it so. */
  probed({ healthy, latencyMs }: ProbeResult): void {
    if (healthy) this.#firstByte.probed(latencyMs);
    if (this.#healthy === healthy) return;
    this.#healthy = healthy;
    if (healthy) this.#listener.onRoom(this);
    this.#listener.onProbed(this, healthy);
  }

  /** A good answer has begun, after so many milliseconds. Says whether there is room for more now. */
  sawFirstByte(milliseconds: number): boolean {
    this.#firstByte.answered(milliseconds);
    if (!this.#return.accepted(this.slots)) return false;
    this.#listener.onRoom(this);
    return true;
  }

  /** Clock time at which what keeps it from serving is known to end; `undefined` if nothing does or nobody knows. */
  resumesAtMs(): number | undefined {
    const { state } = this.#breaker;
    if (state.kind === 'open') return state.untilMs;
    if (this.throttledUntilMs !== undefined) return this.throttledUntilMs;
    const nowMs = this.#now();
    return this.#spent ? this.#quota.roomAtMs(nowMs) : undefined;
  }

  snapshot(): EndpointSnapshot {
    const nowMs = this.#now();
    return {
      name: this.name,
      origin: this.origin,
      labels: this.labels,
      group: this.group,
      slots: this.slots,
      inFlight: this.inFlight,
      throttledUntilMs: this.throttledUntilMs,
      breaker: this.#breaker.state.kind,
      probe: this.#healthy === undefined ? undefined : this.#healthy ? 'healthy' : 'unhealthy',
      firstByteMs: this.firstByteMs,
      tokensLeft: this.#quota.tokensLeft(nowMs),
      requestsLeft: this.#quota.requestsLeft(nowMs),
      attemptsTotal: this.attemptsTotal,
      failuresTotal: this.failuresTotal,
      throttledTotal: this.throttledTotal,
    };
  }

  // A slow start scales the reserves with the slots that it offers, and no reserve takes the last slot: an idle endpoint
  // serves whoever comes.
  #reservedAgainst(claimant: SlotClaimant, limit: number): number {
    let reserved = 0;
    for (const better of this.#reserves) {
      if (better.rank >= claimant.rank) break;
      const share = (slotShare(better.reserve, this.slots) * limit) / this.slots;
      reserved += Math.max(0, share - (this.#inFlightBy.get(better) ?? 0));
    }
    return Math.min(reserved, limit - 1);
  }

  // Between two looks nothing changes: else a newcomer could find room that those who wait have not heard of yet.
  #checkQuota(nowMs: number): void {
    this.#spent = !this.#quota.hasRoom(nowMs);
    if (this.#spent) this.#wheel.schedule(this.#refill, this.#quota.roomAtMs(nowMs));
    else this.#wheel.cancel(this.#refill);
  }

  #refilled(): void {
    this.#checkQuota(this.#now());
    if (!this.#spent) this.#listener.onRoom(this);
  }

  #endThrottle(): void {
    this.throttledUntilMs = undefined;
    this.#return.begin(this.inFlight, this.slots);
    this.#listener.onRoom(this);
  }

  // While half-open only the trial tells anything: older attempts may end now too.
  #counts(lease: Lease): boolean {
    return lease.trial || this.#breaker.state.kind !== 'half-open';
  }

  #fail(): void {
    if (!this.#breaker.recordFailure(this.#now())) return;
    this.#tellBreaker();
    const { state } = this.#breaker;
    if (state.kind === 'open') this.#wheel.schedule(this.#breakerEnd, state.untilMs);
  }

  #halfOpen(): void {
    if (!this.#breaker.halfOpen()) return;
    this.#tellBreaker();
    this.#listener.onRoom(this);
  }

  #tellBreaker(): void {
    this.#listener.onBreaker(this, this.#breaker.state.kind);
  }
}
