import type { LaneConfig, QueueConfig } from '@laneway/core';

/** What one caller has been served in a lane, per unit of weight. */
interface FlowModel {
  served: number;
  readonly weight: number;
}

/** What is to be expected of the order inside a lane: how much each caller has been served. */
export class LaneModel {
  config: LaneConfig;
  rank: number;
  fairness: QueueConfig['fairness'];
  readonly flows = new Map<string, FlowModel>();
  #floor = 0;

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
    this.#floor = 0;
    for (const flow of this.flows.values()) flow.served = 0;
  }

  served(caller: string): number {
    return this.flows.get(caller)?.served ?? 0;
  }

  /** A caller that has nothing waiting comes, while these wait. */
  welcome(caller: string, weight: number, waiting: ReadonlySet<string>): void {
    const flow = this.#flow(caller, weight);
    if (waiting.has(caller)) return;
    const least = Math.min(...[...waiting].map((other) => this.served(other)));
    flow.served = Math.max(flow.served, waiting.size > 0 ? least : this.#floor);
  }

  charge(caller: string, weight: number, cost: number): void {
    if (this.fairness === 'none') return;
    const flow = this.#flow(caller, weight);
    this.#floor = Math.max(this.#floor, flow.served);
    flow.served += this.#toll(cost) / weight;
  }

  refund(caller: string, weight: number, cost: number): void {
    this.#flow(caller, weight).served -= this.#toll(cost) / weight;
  }

  settle(caller: string, weight: number, correction: number): void {
    if (this.fairness === 'tokens') this.#flow(caller, weight).served += correction / weight;
  }

  forget(caller: string): void {
    this.flows.delete(caller);
  }

  #toll(cost: number): number {
    if (this.fairness === 'tokens') return cost;
    return this.fairness === 'requests' ? 1 : 0;
  }

  #flow(caller: string, weight: number): FlowModel {
    const known = this.flows.get(caller);
    if (known !== undefined) return known;
    const flow = { served: 0, weight };
    this.flows.set(caller, flow);
    return flow;
  }
}
