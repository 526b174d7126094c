import { ReleaseHeap } from './release-heap.ts';

/** A request of a protected tier, in the shadow of every claim that counts it. */
export interface ShadowRequest {
  /** Place of its tier among the protected ones; 0 is the best. */
  readonly tier: number;
  readonly arrivedAtMs: number;
  readonly patienceMs: number;
  /** How long it kept its real slot; `undefined` while it does, or waits. */
  serviceMs: number | undefined;
  /** Clock times at which it got a slot in each shadow. */
  readonly startedAtMs: number[];
}

/** Says whether a request of `tier` may take a slot while `free` of them are free. */
export type Admits = (tier: number, free: number, busy: number) => boolean;

/**
 * The slots of a pool as its better tiers would find them if no lower one were there: the same arrivals, the same
 * service times, the same order. What spills here would spill anyway: the floor.
 *
 * A request starts here no later than in truth, but how long it takes is known only when it has truly ended. So the
 * shadow runs behind by the longest patience: then every release that is due is known. It has no timers: each arrival
 * brings it up to date. O(log slots) per arrival and release; it holds the requests that run and wait, and no more.
 */
export class ShadowPool {
  /** Place of this shadow's start times in a request. */
  readonly #index: number;
  #slots: number;
  #busy = 0;
  #lagMs = 0;
  #nowMs = 0;
  #spilled = 0;
  readonly #releases = new ReleaseHeap();
  /** Requests that the shadow has yet to see, by arrival. */
  #coming: ShadowRequest[] = [];
  /** Requests that wait, by tier. */
  readonly #waiting: ShadowRequest[][];
  readonly #admits: Admits;

  /** Plays the tiers 0 to `index`; the last is the one whose floor is measured. */
  constructor(index: number, slots: number, admits: Admits) {
    this.#index = index;
    this.#slots = slots;
    this.#waiting = Array.from({ length: index + 1 }, () => []);
    this.#admits = admits;
  }

  resize(slots: number): void {
    this.#slots = slots;
  }

  /** A request arrives. Returns how many of the measured tier have been found to spill since the last call. */
  arrive(request: ShadowRequest, nowMs: number): number {
    this.#lagMs = Math.max(this.#lagMs, request.patienceMs);
    this.#coming.push(request);
    this.#advance(nowMs - this.#lagMs);
    const spilled = this.#spilled;
    this.#spilled = 0;
    return spilled;
  }

  /** The request has ended in truth: its service time is known now. */
  settle(request: ShadowRequest): void {
    const startedAtMs = request.startedAtMs[this.#index];
    if (startedAtMs === undefined || request.serviceMs === undefined) return;
    this.#releases.add(Math.max(this.#nowMs, startedAtMs + request.serviceMs));
  }

  #advance(untilMs: number): void {
    let seen = 0;
    for (;;) {
      const request = this.#coming[seen];
      const arrivalMs = request?.arrivedAtMs ?? Infinity;
      const atMs = Math.min(arrivalMs, this.#releases.firstMs);
      if (atMs > untilMs) break;
      this.#nowMs = atMs;
      if (request === undefined || arrivalMs > atMs) {
        this.#releases.removeFirst();
        this.#busy -= 1;
      } else {
        seen += 1;
        this.#waiting[request.tier]?.push(request);
      }
      this.#fill();
    }
    if (seen > 0) this.#coming = this.#coming.slice(seen);
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  #fill(): void {
    for (const [tier, queue] of this.#waiting.entries()) {
      this.#expire(queue, tier, this.#nowMs);
      while (queue.length > 0 && this.#busy < this.#slots) {
        if (!this.#admits(tier, this.#slots - this.#busy, this.#busy)) return this.#expireAtOnce();
        this.#start(queue.shift());
      }
    }
    this.#expireAtOnce();
  }

  #start(request: ShadowRequest | undefined): void {
    if (request === undefined) return;
    this.#busy += 1;
    request.startedAtMs[this.#index] = this.#nowMs;
    this.settle(request);
  }

  #expire(queue: ShadowRequest[], tier: number, nowMs: number): void {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      if (first.arrivedAtMs + first.patienceMs >= nowMs) return;
      queue.shift();
      if (tier === this.#index) this.#spilled += 1;
    }
  }

  // Requests without patience don't wait: what has no slot by now has spilled.
  #expireAtOnce(): void {
    for (const [tier, queue] of this.#waiting.entries()) {
      if (queue[0]?.patienceMs === 0) this.#expire(queue, tier, this.#nowMs + 1);
    }
  }
}
