import { DecayedShare } from './decayed-share.ts';
import { DecayingSum } from './decaying-sum.ts';
import type { ServiceTimes } from './service-times.ts';
import type { Admits, ShadowRequest } from './shadow-pool.ts';
import { ShadowPool } from './shadow-pool.ts';

/** Slots by which one spill above the floor raises the headroom for good, at the usual load. */
const step = 0.12;
/** Load, as a part of the slots, at which `step` is what a spill moves the headroom by. */
const usualLoad = 0.6;
/** Steps are this many times larger at first, until about `learning` requests have been seen. */
const eagerness = 4;
const learning = 300;
/** Part of the margin that the spill may use up; the rest is room for noise. */
const target = 0.97;
/** What the controller aims at to get there, as a part of the margin: it starts here, is corrected slowly and stays within bounds. */
const firstAim = 0.9;
const leastAim = 0.3;
const mostAim = 1.2;
/** Weight of one request in that correction. */
const correction = 1 / 1_000;
/** Slots by which one spill above the floor raises the headroom for the time being. */
const surgeStep = 0.5;
/** How long such a surge lasts, in mean service times. */
const surgeServices = 6;
/** Over how many mean service times the load is measured. */
const loadServices = 3;
const halfLifeMs = 120_000;

/** A tier that is protected from lower ones where it shares slots with them. */
export interface ProtectedTier {
  readonly lane: string;
  /** Rank of the lane; 0 is served first. */
  readonly rank: number;
  /** How far its spill may be above its floor. 0 to 1. */
  readonly margin: number;
}

/** What a pool reports of one of its protected tiers, of the last minutes. */
export interface HeadroomReading {
  readonly lane: string;
  /** Share of its requests that took a later class of their route. 0 to 1. */
  readonly spill: number;
  /** The spill that it would have if no lower tier used the pool. 0 to 1. */
  readonly floor: number;
  /** Slots, and parts of slots, that lower tiers may not take. */
  readonly headroom: number;
}

/**
 * The headroom of one tier: in proportion to its load, the factor being an integral controller of its spill above the
 * floor, plus a surge that follows a burst of spills. Every spill raises it; a spill of the shadow and the margin lower it.
 */
export class HeadroomClaim {
  readonly lane: string;
  readonly rank: number;
  readonly times: ServiceTimes;
  readonly #margin: number;
  readonly #shadow: ShadowPool;
  readonly #spill = new DecayedShare(halfLifeMs);
  readonly #floor = new DecayedShare(halfLifeMs);
  readonly #arrivals = new DecayingSum();
  readonly #surge = new DecayingSum();
  #slots: number;
  /** Headroom at the usual load, in slots. */
  #base: number;
  #eagerness = eagerness;
  #aim = firstAim;

  /** `index`: place of the tier among the protected ones. */
  constructor(
    tier: ProtectedTier,
    pool: {
      readonly index: number;
      readonly slots: number;
      readonly admits: Admits;
      readonly times: ServiceTimes;
    },
  ) {
    this.lane = tier.lane;
    this.rank = tier.rank;
    this.times = pool.times;
    this.#margin = tier.margin;
    this.#slots = pool.slots;
    this.#base = pool.slots / 10;
    this.#shadow = new ShadowPool(pool.index, pool.slots, pool.admits);
  }

  resize(slots: number): void {
    this.#slots = slots;
    this.#shadow.resize(slots);
    this.#move(0);
  }

  /** A request of this tier arrives. */
  onArrival(nowMs: number): void {
    this.#arrivals.add(1, nowMs, loadServices * this.times.meanMs);
    this.#spill.add(nowMs, 1, 0);
    this.#floor.add(nowMs, 1, 0);
    this.#eagerness = Math.max(1, this.#eagerness - (eagerness - 1) / learning);
    this.#correctAim(target);
    this.#move(-this.#aim * this.#margin);
  }

  /** A request of this tier or of a better one arrives: the shadow sees it too. */
  onShadowArrival(request: ShadowRequest, nowMs: number): void {
    const spilled = this.#shadow.arrive(request, nowMs);
    if (spilled === 0) return;
    this.#floor.add(nowMs, 0, spilled);
    this.#onExcess(-spilled, nowMs);
  }

  /** The service time of a request that the shadow has seen is known. */
  onSettle(request: ShadowRequest): void {
    this.#shadow.settle(request);
  }

  /** A request of this tier took a later class of its route, or got nothing. */
  onSpill(nowMs: number): void {
    this.#spill.add(nowMs, 0, 1);
    this.#onExcess(1, nowMs);
  }

  /** Slots, and parts of slots, that lower tiers leave free. Never all: an idle pool serves everybody. */
  headroom(nowMs: number): number {
    const load = this.#arrivals.at(nowMs, loadServices * this.times.meanMs) / loadServices;
    const surge = this.#surge.at(nowMs, surgeServices * this.times.meanMs);
    const wanted = (this.#base * load) / (usualLoad * this.#slots) + surge;
    return Math.min(Math.max(0, wanted), Math.max(0, this.#slots - 1));
  }

  reading(nowMs: number): HeadroomReading {
    return {
      lane: this.lane,
      spill: this.#spill.share,
      floor: this.#floor.share,
      headroom: this.headroom(nowMs),
    };
  }

  #onExcess(requests: number, nowMs: number): void {
    this.#surge.add(surgeStep * requests, nowMs, surgeServices * this.times.meanMs);
    this.#correctAim(-requests / this.#margin);
    this.#move(requests);
  }

  #correctAim(by: number): void {
    this.#aim = Math.min(Math.max(leastAim, this.#aim + correction * by), mostAim);
  }

  #move(excess: number): void {
    const base = this.#base + step * this.#eagerness * excess;
    this.#base = Math.min(Math.max(0, base), this.#slots);
  }
}
