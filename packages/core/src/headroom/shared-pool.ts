import { DecayedShare } from './decayed-share.ts';
import type { HeadroomReading, ProtectedTier } from './headroom-claim.ts';
import { HeadroomClaim } from './headroom-claim.ts';
import type { ShadowRequest } from './shadow-pool.ts';
import { ServiceTimes } from './service-times.ts';

/** What a slot that is expected to come free soon counts for, against one that is free. */
const forecastWeight = 0.5;
/** Part of the busy slots that come free soon, in the shadow, which doesn't track ages. */
const shadowForecast = 0.3;
const halfLifeMs = 120_000;

/** A slot of the pool that is in use. */
export interface PoolSlot {
  readonly times: ServiceTimes;
  readonly sinceMs: number;
  /** Position among the slots in use. */
  index: number;
  /** The slot is free again. To be called once. */
  end(nowMs: number): void;
}

/** A request of a protected tier, from its arrival at the pool to its end, here or elsewhere. */
export class PoolVisit {
  readonly #request: ShadowRequest;
  readonly #claim: HeadroomClaim;
  readonly #playedBy: readonly HeadroomClaim[];
  #spilled = false;

  constructor(request: ShadowRequest, claim: HeadroomClaim, playedBy: readonly HeadroomClaim[]) {
    this.#request = request;
    this.#claim = claim;
    this.#playedBy = playedBy;
  }

  /** The request took a later class of its route, or was evicted. Only the first call counts. */
  onSpill(nowMs: number): void {
    if (this.#spilled || this.#request.serviceMs !== undefined) return;
    this.#spilled = true;
    this.#claim.onSpill(nowMs);
  }

  /** The request is over. `serviceMs`: how long it had its slot; `undefined` if it had none. Only the first call counts. */
  settle(serviceMs: number | undefined): void {
    if (this.#request.serviceMs !== undefined) return;
    this.#request.serviceMs = serviceMs ?? this.#claim.times.meanMs;
    for (const claim of this.#playedBy) claim.onSettle(this.#request);
  }
}

/** What a pool reports of itself, of the last minutes. */
export interface PoolReading {
  /** Share of its slots that were in use. 0 to 1. */
  readonly busy: number;
  readonly tiers: readonly HeadroomReading[];
}

/**
 * The slots of one capacity class that several tiers share. Decides whether a lower tier may take a free slot now, so
 * that the spill of every better tier stays within its margin of its floor, and the slots are as busy as that allows.
 *
 * Trunk reservation with a headroom that is controlled instead of configured; README.md beside this file says why.
 */
export class SharedPool {
  readonly #claims: readonly HeadroomClaim[];
  readonly #times = new Map<string, ServiceTimes>();
  readonly #running: PoolSlot[] = [];
  readonly #busy = new DecayedShare(halfLifeMs);
  #busySinceMs = 0;
  #nowMs = 0;
  #slots: number;

  /** `tiers`: those that are protected, best first. */
  constructor(slots: number, tiers: readonly ProtectedTier[]) {
    this.#slots = slots;
    this.#claims = tiers.map(
      (tier, index) =>
        new HeadroomClaim(tier, {
          slots,
          index,
          times: this.#timesOf(tier.lane),
          admits: (shadowTier, free, busy) =>
            shadowTier === 0 ||
            free - 1 + forecastWeight * shadowForecast * busy >= this.#shadowHeadroom(shadowTier),
        }),
    );
  }

  resize(slots: number): void {
    this.#slots = slots;
    for (const claim of this.#claims) claim.resize(slots);
  }

  /**
   * A request of `lane` arrives that waits up to `patienceMs` for the pool. `undefined` for lanes that aren't protected,
   * and where nothing else can serve it.
   */
  visit(lane: string, nowMs: number, patienceMs: number): PoolVisit | undefined {
    const tier = this.#claims.findIndex((claim) => claim.lane === lane);
    const own = this.#claims[tier];
    if (own === undefined || patienceMs === Infinity) return undefined;
    this.#nowMs = nowMs;
    own.onArrival(nowMs);
    const request: ShadowRequest = {
      tier,
      arrivedAtMs: nowMs,
      patienceMs,
      serviceMs: undefined,
      startedAtMs: [],
    };
    const playedBy = this.#claims.slice(tier);
    for (const claim of playedBy) claim.onShadowArrival(request, nowMs);
    return new PoolVisit(request, own, playedBy);
  }

  /** A request of `lane` takes a slot. */
  begin(lane: string, nowMs: number): PoolSlot {
    this.#countBusy(nowMs);
    const slot: PoolSlot = {
      times: this.#timesOf(lane),
      sinceMs: nowMs,
      index: this.#running.length,
      end: (endMs) => this.#end(slot, endMs),
    };
    this.#running.push(slot);
    return slot;
  }

  /** Whether the better lanes' headroom leaves a free slot to a lane of this rank. An idle pool serves everybody. */
  admits(rank: number, nowMs: number): boolean {
    const busy = this.#running.length;
    const needed = this.#headroomAbove(rank, nowMs);
    if (needed === 0 || busy === 0) return true;
    const free = this.#slots - busy - 1;
    return free >= needed || free + forecastWeight * this.#releasesSoon(nowMs) >= needed;
  }

  reading(nowMs: number): PoolReading {
    return { busy: this.#busy.share, tiers: this.#claims.map((claim) => claim.reading(nowMs)) };
  }

  #end(slot: PoolSlot, nowMs: number): void {
    this.#countBusy(nowMs);
    const last = this.#running.pop();
    if (last !== undefined && last !== slot) {
      this.#running[slot.index] = last;
      last.index = slot.index;
    }
    slot.times.add(nowMs - slot.sinceMs);
  }

  #headroomAbove(rank: number, nowMs: number): number {
    let needed = 0;
    for (const claim of this.#claims) {
      if (claim.rank >= rank) break;
      needed += claim.headroom(nowMs);
    }
    return needed;
  }

  /** Releases that are to be expected within a part of the mean service time, by the ages of what runs. */
  #releasesSoon(nowMs: number): number {
    let expected = 0;
    for (const { times, sinceMs } of this.#running) expected += times.chanceToEnd(nowMs - sinceMs);
    return expected;
  }

  #shadowHeadroom(tier: number): number {
    const rank = this.#claims[tier]?.rank ?? 0;
    return this.#headroomAbove(rank, this.#nowMs);
  }

  #timesOf(lane: string): ServiceTimes {
    let times = this.#times.get(lane);
    if (times === undefined) {
      times = new ServiceTimes();
      this.#times.set(lane, times);
    }
    return times;
  }

  #countBusy(nowMs: number): void {
    const elapsedMs = nowMs - this.#busySinceMs;
    this.#busySinceMs = nowMs;
    this.#busy.add(nowMs, elapsedMs * this.#slots, elapsedMs * this.#running.length);
  }
}
