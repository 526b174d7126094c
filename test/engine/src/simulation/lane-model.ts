import type { LaneConfig, QueueConfig } from '@laneway/core';

/** One caller's requests in a lane. */
interface FlowModel {
  /** How much the caller has been served, per unit of weight. */
  startTag: number;
  readonly weight: number;
}

/** The expected order inside a lane: how much each caller has been served. */
export class LaneModel {
  config: LaneConfig;
  rank: number;
  fairness: QueueConfig['fairness'];
  readonly flows = new Map<string, FlowModel>();
  #virtualTime = 0;

  constructor(config: LaneConfig, rank: number, fairness: QueueConfig['fairness']) {
    this.config = config;
    this.rank = rank;
    this.fairness = fairness;
  }

  configure(config: LaneConfig, rank: number, fairness: QueueConfig['fairness']): void {
    this.config = config;
    this.rank = rank;
    if (fairness === this.fairness) return;
    this.fairness = fairness;
    this.#virtualTime = 0;
    for (const flow of this.flows.values()) flow.startTag = 0;
  }

  startTagOf(caller: string): number {
    return this.flows.get(caller)?.startTag ?? 0;
  }

  /** A request arrives while requests of the callers in `waiting` wait. */
  join(caller: string, weight: number, waiting: ReadonlySet<string>): void {
    const flow = this.#flow(caller, weight);
    if (waiting.has(caller)) return;
    const lowest = Math.min(...[...waiting].map((other) => this.startTagOf(other)));
    flow.startTag = Math.max(flow.startTag, waiting.size > 0 ? lowest : this.#virtualTime);
  }

  charge(caller: string, weight: number, cost: number): void {
    if (this.fairness === 'none') return;
    const flow = this.#flow(caller, weight);
    this.#virtualTime = Math.max(this.#virtualTime, flow.startTag);
    flow.startTag += this.#price(cost) / weight;
  }

  refund(caller: string, weight: number, cost: number): void {
    this.#flow(caller, weight).startTag -= this.#price(cost) / weight;
  }

  /** `correction`: tokens that were used beyond the estimate; negative if fewer were used. */
  settle(caller: string, weight: number, correction: number): void {
    if (this.fairness === 'tokens') this.#flow(caller, weight).startTag += correction / weight;
  }

  forget(caller: string): void {
    this.flows.delete(caller);
  }

  #price(cost: number): number {
    if (this.fairness === 'tokens') return cost;
    return this.fairness === 'requests' ? 1 : 0;
  }

  #flow(caller: string, weight: number): FlowModel {
    const known = this.flows.get(caller);
    if (known !== undefined) return known;
    const flow = { startTag: 0, weight };
    this.flows.set(caller, flow);
    return flow;
  }
}
