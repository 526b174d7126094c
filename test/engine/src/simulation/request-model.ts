import type { FacadeConfig, SelectorConfig } from '@laneway/core';

import type { LaneModel } from './lane-model.ts';
import type { RetryBudgetModel } from './retry-budget-model.ts';
import type { Arrival } from './scenario.ts';
import type { SimulatedAttempt } from './simulated-backend.ts';

/** A facade of one generation. */
export interface FacadeModel {
  readonly config: FacadeConfig;
  readonly budget: RetryBudgetModel;
}

/** Where a request belongs under one config. */
export interface PlaceModel {
  readonly lane: LaneModel;
  readonly facade: FacadeModel;
  readonly steps: readonly StepModel[];
  /** Where it may belong as well: what would decide that changes at this very moment. */
  readonly perhaps?: PlaceModel;
}

/** One selector of its tier, with the names of the endpoints that it means. */
export interface StepModel extends Pick<SelectorConfig, 'afterMs' | 'idle'> {
  readonly endpoints: readonly string[];
}

/** What is known of a request from what the client and the backends saw of it. */
export class RequestModel {
  readonly arrival: Arrival;
  readonly sequence: number;
  readonly arrivedAtMs: number;
  readonly deadlineAtMs: number;
  readonly weight: number;
  readonly cost: number;
  place: PlaceModel;
  generation: number;
  /** The last attempt. */
  attempt: SimulatedAttempt | undefined;
  attempts = 0;
  /** Endpoints of failed attempts. */
  readonly failedAt: string[] = [];
  /** Whether the gateway has taken it in. */
  joined = false;
  /** How often the client was told the end of it. */
  ends = 0;
  /** Whether it has lost its place to a better one. */
  displaced = false;
  /** Whether the client has left. */
  left = false;

  constructor(terms: {
    readonly arrival: Arrival;
    readonly sequence: number;
    readonly arrivedAtMs: number;
    readonly deadlineAtMs: number;
    readonly weight: number;
    readonly place: PlaceModel;
    readonly generation: number;
  }) {
    this.arrival = terms.arrival;
    this.sequence = terms.sequence;
    this.arrivedAtMs = terms.arrivedAtMs;
    this.deadlineAtMs = terms.deadlineAtMs;
    this.weight = terms.weight;
    this.cost = Math.ceil(terms.arrival.bytes / 4 + 256);
    this.place = terms.place;
    this.generation = terms.generation;
  }

  get id(): string {
    return this.arrival.id;
  }

  get caller(): string {
    return this.arrival.profile ?? '';
  }

  get over(): boolean {
    return this.ends > 0 || this.left;
  }

  get running(): boolean {
    return this.attempt?.open === true;
  }

  get waiting(): boolean {
    return this.joined && !this.over && !this.running;
  }

  /** It was sent to this endpoint: that says where it belongs, if there was a doubt. */
  settlePlace(endpoint: string): void {
    const { perhaps, steps } = this.place;
    if (perhaps !== undefined && !steps.some(({ endpoints }) => endpoints.includes(endpoint)))
      this.place = perhaps;
  }

  /** Whether it may go nowhere. */
  get stranded(): boolean {
    return this.place.steps.every(({ endpoints }) => endpoints.length === 0);
  }

  /** Whether it wants the first byte sooner than the facade gives an endpoint to send it: that is not the endpoint's fault. */
  get hurried(): boolean {
    return this.#limitMs < this.place.facade.config.failover.timeoutMs;
  }

  /** Clock time at which the attempt under way is given up if it has not begun to answer. */
  get silentUntilMs(): number {
    return Math.ceil((this.attempt?.startedAtMs ?? 0) + this.#limitMs);
  }

  /** Milliseconds that the attempt under way has to begin its answer. */
  get #limitMs(): number {
    const timeoutMs = this.arrival.timeoutMs ?? this.place.facade.config.failover.timeoutMs;
    return Math.min(this.deadlineAtMs - (this.attempt?.startedAtMs ?? 0), timeoutMs);
  }
}
