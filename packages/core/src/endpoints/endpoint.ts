import type {
  AttemptOutcome,
  BreakerState,
  Connector,
  CredentialSource,
  EndpointView,
  ProbeResult,
  ResponseProcessor,
} from '@laneway/contracts';

import { Breaker } from './breaker.ts';
import type { BreakerConfig, EndpointConfig } from '../config.ts';
import { EndpointQuota } from './endpoint-quota.ts';
import type { SharedPool } from '../headroom/shared-pool.ts';
import { FirstByteTime } from './first-byte-time.ts';
import { Lease } from './lease.ts';
import type { SlotClaimant } from './slots.ts';
import { Slots } from './slots.ts';
import type { EndpointSnapshot } from '../snapshot.ts';
import { Throttle } from './throttle.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';

/** Why an endpoint serves no request until it recovers. A throttle, a spent quota and full slots end by themselves. */
export type DownReason = 'retired' | 'unhealthy' | 'breaker-open';

/** Why an endpoint cannot take a request now. */
export type BlockReason = DownReason | 'throttled' | 'no-quota' | 'no-slot' | 'reserved' | 'headroom';

/** The plugin instances of an endpoint. */
export interface EndpointPlugins {
  readonly connector: Connector;
  readonly credential: CredentialSource | undefined;
  readonly processors: readonly ResponseProcessor[];
}

/** Receives the changes of endpoints. */
export interface EndpointListener {
  /** The endpoint may have room. The caller that caused it gives slots away when its own work is done. */
  onRoom(endpoint: Endpoint): void;
  /** The endpoint is throttled until `untilMs` (clock time). */
  onThrottled(endpoint: Endpoint, untilMs: number): void;
  onBreaker(endpoint: Endpoint, state: BreakerState): void;
  /** The result of its probes has changed. */
  onProbed(endpoint: Endpoint, healthy: boolean): void;
}

/** The state of one backend: slots, throttle, breaker, quota, probe, latency. One object, however many facades use it. */
export class Endpoint implements EndpointView {
  readonly name: string;
  readonly origin: string;
  readonly basePath: string;
  labels: Readonly<Record<string, string>> = {};
  publicOnly = false;
  group = 1;
  weight = 1;
  plugins: EndpointPlugins;
  attemptsTotal = 0;
  failuresTotal = 0;
  throttledTotal = 0;

  #retired = false;
  /** What the last probe found; `undefined` without probes. */
  #healthy: boolean | undefined;
  readonly #firstByte = new FirstByteTime();
  readonly #slots = new Slots();
  readonly #throttle: Throttle;
  readonly #breaker: Breaker;
  readonly #quota: EndpointQuota;
  /** The slots that it shares with other endpoints of its class, if better tiers are protected there. */
  #pool: SharedPool | undefined;
  readonly #now: () => number;
  readonly #listener: EndpointListener;

  constructor(
    config: EndpointConfig,
    breaker: BreakerConfig,
    plugins: EndpointPlugins,
    parts: { readonly wheel: TimerWheel; readonly now: () => number; readonly listener: EndpointListener },
  ) {
    const url = new URL(config.url);
    const { wheel, now, listener } = parts;
    const onRoom = () => listener.onRoom(this);
    this.name = config.name;
    this.origin = url.origin;
    this.basePath = url.pathname.replace(/\/+$/, '');
    this.plugins = plugins;
    this.#now = now;
    this.#listener = listener;
    this.#throttle = new Throttle(this.#slots, { wheel, now, onEnd: onRoom });
    this.#breaker = new Breaker(breaker, { wheel, now, onChange: (state) => this.#onBreaker(state) });
    this.#quota = new EndpointQuota({ wheel, now, onRoom });
    this.configure(config, plugins);
  }

  get slots(): number {
    return this.#slots.total;
  }

  get inFlight(): number {
    return this.#slots.inFlight;
  }

  get pool(): SharedPool | undefined {
    return this.#pool;
  }

  get firstByteMs(): number {
    return this.#firstByte.ms;
  }

  get throttledUntilMs(): number | undefined {
    return this.#throttle.untilMs;
  }

  /** Applies a new generation's settings. What the endpoint has learned stays. */
  configure(config: EndpointConfig, plugins: EndpointPlugins): void {
    this.labels = config.labels;
    this.publicOnly = config.publicOnly ?? false;
    this.#slots.total = config.slots;
    this.group = config.group;
    this.weight = config.weight;
    this.plugins = plugins;
    // Without probes nothing would reset `unhealthy`.
    if (plugins.connector.probe === undefined) this.#healthy = undefined;
    this.#quota.configure(config.quota, this.#now());
  }

  /** Starts its breaker again, closed, with other settings. */
  configureBreaker(config: BreakerConfig): void {
    this.#breaker.configure(config);
  }

  /** Sets the claimants that have a reserve, best-ranked first. */
  reserveFor(claimants: readonly SlotClaimant[]): void {
    this.#slots.reserveFor(claimants);
  }

  /** From now on its slots are part of `pool`, or of none. Requests in flight stay in the pool that they began in. */
  share(pool: SharedPool | undefined): void {
    this.#pool = pool;
  }

  /** It is no longer in the config: it finishes what is in flight and gets nothing more. */
  retire(): void {
    this.#retired = true;
    this.#throttle.cancel();
    this.#breaker.cancel();
    this.#quota.cancel();
  }

  /** Why `claimant` cannot have a slot now; `undefined` if it can. */
  blockedBy(claimant: SlotClaimant): BlockReason | undefined {
    const down = this.downBecause();
    if (down !== undefined) return down;
    if (this.#throttle.untilMs !== undefined) return 'throttled';
    if (this.#quota.spent) return 'no-quota';
    const blocked = this.#slots.blockedBy(claimant, this.#throttle.ceiling);
    if (blocked !== undefined || this.#pool === undefined) return blocked;
    return this.#pool.admits(claimant.rank, this.#now()) ? undefined : 'headroom';
  }

  /** Why it serves no request until it recovers; `undefined` if it is up. */
  downBecause(): DownReason | undefined {
    if (this.#retired) return 'retired';
    if (this.#healthy === false) return 'unhealthy';
    return this.#breaker.admits() ? undefined : 'breaker-open';
  }

  /** Takes one slot and the estimated tokens. The lease gives them back. */
  lease(claimant: SlotClaimant, cost: number): Lease {
    const nowMs = this.#now();
    this.attemptsTotal += 1;
    this.#slots.take(claimant);
    this.#quota.take(cost, nowMs);
    const trial = this.#breaker.beginAttempt();
    return new Lease(this, {
      claimant,
      cost,
      sinceMs: nowMs,
      trial,
      pool: this.#pool?.begin(claimant.name, nowMs),
    });
  }

  /** Takes the quota of one more attempt on a slot that is held. Returns false, and takes nothing, if it should get none. */
  tryAgain(): boolean {
    const isUp = this.downBecause() === undefined && this.#breaker.state === 'closed';
    const isFull = this.#slots.inFlight > this.#slots.total || this.#quota.spent;
    if (!isUp || isFull || this.#throttle.untilMs !== undefined) return false;
    this.attemptsTotal += 1;
    this.#quota.take(0, this.#now());
    return true;
  }

  /** Called by the lease, once. `tokens`: how many were used, if that is known. */
  giveBack(lease: Lease, tokens: number | undefined): void {
    this.#slots.giveBack(lease.claimant);
    lease.pool?.end(this.#now());
    if (tokens === undefined) this.#listener.onRoom(this);
    else this.correct(lease, tokens);
  }

  /** Called by the lease, once: the tokens that were used replace the estimate. */
  correct(lease: Lease, tokens: number): void {
    this.#quota.correct(lease.cost, tokens, lease.sinceMs, this.#now());
    this.#listener.onRoom(this);
  }

  /** Learns from an attempt's outcome. Called before the lease is given back. */
  learn(outcome: AttemptOutcome, { trial }: Lease): void {
    switch (outcome.kind) {
      case 'success':
        return this.#breaker.record('success', trial);
      case 'declined':
        // A backend that answers is alive, even if it declines the request.
        this.#throttle.accepted();
        return this.#breaker.record('success', trial);
      case 'throttled':
        this.throttledTotal += 1;
        this.#breaker.record('unknown', trial);
        if (!outcome.final) this.throttle(outcome.retryAfterMs);
        return;
      case 'failed':
        this.failuresTotal += 1;
        return this.#breaker.record('failure', trial);
      case 'cancelled':
        return this.#breaker.record('unknown', trial);
      default:
        outcome satisfies never;
    }
  }

  /** Sends it nothing for `askedMs` milliseconds. At least 20 ms and at most two minutes; one second if `undefined`. */
  throttle(askedMs: number | undefined): void {
    if (!this.#throttle.begin(askedMs)) return;
    this.#listener.onThrottled(this, this.#throttle.untilMs ?? this.#now());
  }

  /** A probe has ended. */
  probed({ healthy, latencyMs }: ProbeResult): void {
    if (healthy) this.#firstByte.probed(latencyMs);
    if (this.#healthy === healthy) return;
    this.#healthy = healthy;
    if (healthy) this.#listener.onRoom(this);
    this.#listener.onProbed(this, healthy);
  }

  /** A successful answer has begun after `milliseconds`. Returns whether the endpoint may have more room by that. */
  sawFirstByte({ trial }: Lease, milliseconds: number): boolean {
    this.#firstByte.answered(milliseconds);
    const isTrusted = this.#breaker.answerBegan(trial);
    if (!this.#throttle.accepted() && !isTrusted) return false;
    this.#listener.onRoom(this);
    return true;
  }

  /** Clock time at which it can serve again; `undefined` if it can now, or if that is unknown. */
  resumesAtMs(): number | undefined {
    const untilMs = this.#breaker.openUntilMs ?? this.#throttle.untilMs;
    if (untilMs !== undefined) return untilMs;
    return this.#quota.spent ? this.#quota.roomAtMs(this.#now()) : undefined;
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
      breaker: this.#breaker.state,
      probe: this.#healthy === undefined ? undefined : this.#healthy ? 'healthy' : 'unhealthy',
      firstByteMs: this.firstByteMs,
      tokensLeft: this.#quota.tokensLeft(nowMs),
      requestsLeft: this.#quota.requestsLeft(nowMs),
      attemptsTotal: this.attemptsTotal,
      failuresTotal: this.failuresTotal,
      throttledTotal: this.throttledTotal,
    };
  }

  #onBreaker(state: BreakerState): void {
    this.#listener.onBreaker(this, state);
    if (state === 'half-open') this.#listener.onRoom(this);
  }
}
