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
export interface TargetModel {
  readonly lane: LaneModel;
  readonly facade: FacadeModel;
  readonly steps: readonly StepModel[];
  /** Where it may belong instead: a breaker becomes half-open at this moment, and the gateway may not have noticed. */
  readonly alternative?: TargetModel;
}

/** One selector of its tier, with the names of the endpoints that it selects. */
export interface StepModel extends Pick<SelectorConfig, 'afterMs' | 'idle'> {
  readonly endpoints: readonly string[];
}

/** A request, as far as the client and the backends have seen it. */
export class RequestModel {
  readonly arrival: Arrival;
  readonly sequence: number;
  readonly arrivedAtMs: number;
  readonly deadlineAtMs: number;
  readonly weight: number;
  readonly cost: number;
  target: TargetModel;
  generation: number;
  /** The last attempt. */
  attempt: SimulatedAttempt | undefined;
  attempts = 0;
  /** Endpoints of failed attempts, with repetitions. */
  readonly failedAt: string[] = [];
  /** Whether `accept` has returned. */
  accepted = false;
  /** How often the client was called with an end. */
  ends = 0;
  /** Whether it was evicted in favour of a better-ranked request. */
  displaced = false;
  /** Whether the client has left. */
  left = false;

  constructor(terms: {
    readonly arrival: Arrival;
    readonly sequence: number;
    readonly arrivedAtMs: number;
    readonly deadlineAtMs: number;
    readonly weight: number;
    readonly target: TargetModel;
    readonly generation: number;
  }) {
    this.arrival = terms.arrival;
    this.sequence = terms.sequence;
    this.arrivedAtMs = terms.arrivedAtMs;
    this.deadlineAtMs = terms.deadlineAtMs;
    this.weight = terms.weight;
    this.cost = Math.ceil(terms.arrival.bytes / 4 + 256);
    this.target = terms.target;
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
    return this.accepted && !this.over && !this.running;
  }

  /** It was sent to this endpoint, which decides between the target and its alternative. */
  settleTarget(endpoint: string): void {
    const { alternative, steps } = this.target;
    if (alternative !== undefined && !steps.some(({ endpoints }) => endpoints.includes(endpoint)))
      this.target = alternative;
  }

  /** Whether no endpoint may serve it. */
  get stranded(): boolean {
    return this.target.steps.every(({ endpoints }) => endpoints.length === 0);
  }

  /** Whether it limits the time to the first byte more than the facade does. Then a timeout is not the endpoint's fault. */
  get hurried(): boolean {
    return this.#limitMs < this.target.facade.config.failover.timeoutMs;
  }

  /** Clock time at which the running attempt is given up if its answer has not begun. */
  get silentUntilMs(): number {
    return Math.ceil((this.attempt?.startedAtMs ?? 0) + this.#limitMs);
  }

  /** How long the running attempt may take to begin its answer, in milliseconds. */
  get #limitMs(): number {
    const timeoutMs = this.arrival.timeoutMs ?? this.target.facade.config.failover.timeoutMs;
    return Math.min(this.deadlineAtMs - (this.attempt?.startedAtMs ?? 0), timeoutMs);
  }
}
