import type { Profile, QuotaLimits } from '@laneway/contracts';
import type { BreakerConfig, GatewayConfig, SelectorConfig } from '@laneway/core';

import { EndpointModel } from './endpoint-model.ts';
import { LaneModel } from './lane-model.ts';
import type { FacadeModel, StepModel, TargetModel } from './request-model.ts';
import { RequestModel } from './request-model.ts';
import { RetryBudgetModel } from './retry-budget-model.ts';
import type { Arrival, Scenario } from './scenario.ts';
import type { SimulatedAttempt } from './simulated-backend.ts';

const wholeRoute: readonly SelectorConfig[] = [{ labels: {}, afterMs: 0, idle: 0 }];

/** The endpoint and lane that an attempt is counted in, even if the config has changed since. */
interface AttemptOrigin {
  readonly endpoint: EndpointModel;
  readonly lane: LaneModel;
  /** Clock time at which the slot was taken. */
  readonly sinceMs: number;
}

/**
 * The gateway as it should be: requests, lanes and endpoints, computed from the config and from what clients and backends
 * have seen. Nothing here comes from the engine.
 */
export class GatewayModel {
  config: GatewayConfig;
  generation = 1;
  readonly requests = new Map<string, RequestModel>();
  endpoints: ReadonlyMap<string, EndpointModel> = new Map();
  lanes: ReadonlyMap<string, LaneModel> = new Map();
  readonly now: () => number;
  readonly #profiles: ReadonlyMap<string, Profile>;
  readonly #origins = new Map<SimulatedAttempt, AttemptOrigin>();
  #facades: readonly FacadeModel[] = [];
  #arrived = 0;

  constructor({ config, profiles }: Pick<Scenario, 'config' | 'profiles'>, now: () => number) {
    this.now = now;
    this.#profiles = new Map(profiles.map((profile) => [profile.id, profile]));
    this.config = config;
    this.#configure(config, undefined);
  }

  /** Requests that wait in lanes, in order of arrival. */
  waiting(): RequestModel[] {
    return [...this.requests.values()].filter(({ waiting }) => waiting);
  }

  /** Profiles that have a quota, with it. */
  quotas(): [string, QuotaLimits][] {
    return [...this.#profiles.values()].flatMap(({ id, quota }) =>
      quota === undefined ? [] : [[id, quota]],
    );
  }

  /** Number of attempts in progress at an endpoint for requests of a lane. */
  running(endpoint: EndpointModel, lane: LaneModel): number {
    return [...endpoint.open].filter((attempt) => this.#origins.get(attempt)?.lane === lane).length;
  }

  originOf(attempt: SimulatedAttempt): AttemptOrigin {
    const origin = this.#origins.get(attempt);
    if (origin === undefined) throw new RangeError('The attempt was never begun.');
    return origin;
  }

  request(id: string): RequestModel {
    const request = this.requests.get(id);
    if (request === undefined) throw new RangeError(`No request is called ${id}.`);
    return request;
  }

  /** A request arrives. */
  arrive(arrival: Arrival): RequestModel {
    const target = this.#targetOf(arrival);
    const nowMs = this.now();
    this.#arrived += 1;
    const request = new RequestModel({
      arrival,
      sequence: this.#arrived,
      arrivedAtMs: nowMs,
      deadlineAtMs: nowMs + (arrival.ttlMs ?? this.config.queue.ttlMs),
      weight: this.#profiles.get(arrival.profile ?? '')?.weight ?? 1,
      target,
      generation: this.generation,
    });
    target.facade.budget.noteRequest(nowMs);
    this.requests.set(request.id, request);
    return request;
  }

  /** The request joins its lane, while those in `among` wait. */
  join(request: RequestModel, among: readonly RequestModel[] = this.waiting()): void {
    const { lane } = request.target;
    const others = among.filter((other) => other !== request && other.target.lane === lane);
    lane.join(request.caller, request.weight, new Set(others.map(({ caller }) => caller)));
  }

  /** An attempt begins. `sinceMs`: clock time at which its slot was taken. */
  begin(request: RequestModel, attempt: SimulatedAttempt, sinceMs: number): void {
    const endpoint = this.endpoints.get(attempt.endpoint);
    if (endpoint === undefined) throw new RangeError(`No endpoint is called ${attempt.endpoint}.`);
    this.#origins.set(attempt, { endpoint, lane: request.target.lane, sinceMs });
    request.attempt = attempt;
    request.attempts += 1;
  }

  /** Moves a request to where it belongs now, after a failed attempt or a change of the config. */
  relocate(request: RequestModel, among: readonly RequestModel[] = this.waiting()): void {
    const { lane } = request.target;
    const target = this.#targetOf(request.arrival);
    request.generation = this.generation;
    request.target = this.#narrowed(target, request.failedAt);
    if (target.lane !== lane && !request.stranded) this.join(request, among);
  }

  /** The config changes. */
  change(config: GatewayConfig): void {
    const waiting = this.waiting();
    const before = this.config;
    this.config = config;
    this.generation += 1;
    this.#configure(config, before);
    const relocated: RequestModel[] = [];
    for (const request of waiting) {
      this.relocate(request, relocated);
      if (!request.stranded) relocated.push(request);
    }
  }

  /** Whether, of `free` slots at the endpoint, one is not reserved for better-ranked lanes. */
  leavesReserves(endpoint: EndpointModel, lane: LaneModel, free: number): boolean {
    const { slots } = endpoint.config;
    let reserved = 0;
    for (const better of this.lanes.values()) {
      if (better.rank >= lane.rank) continue;
      reserved += Math.max(
        0,
        Math.ceil(better.config.reserve * slots - 1e-9) - this.running(endpoint, better),
      );
    }
    return free > Math.min(reserved, slots - 1);
  }

  /** Indexes of the steps of the request's route that admit the endpoint now. */
  openSteps(request: RequestModel, endpoint: EndpointModel): number[] {
    const waitedMs = this.now() - request.arrivedAtMs;
    const { slots, name } = endpoint.config;
    const idle = slots - endpoint.open.size;
    return request.target.steps.flatMap((step, index) => {
      const admits =
        step.afterMs <= waitedMs && step.endpoints.includes(name) && idle >= step.idle * slots - 1e-9;
      return admits ? [index] : [];
    });
  }

  /** Whether headroom for better tiers may keep a lane out of the endpoint. It never does while nothing runs. */
  mayHoldBack({ config }: EndpointModel, lane: LaneModel): boolean {
    if (config.headroom !== 'auto' || lane.rank === 0) return false;
    return [...this.endpoints.values()].some(
      (other) => other.config.headroom === 'auto' && other.open.size > 0,
    );
  }

  /** Whether the endpoint could certainly serve the request at this moment. */
  couldServe(endpoint: EndpointModel, request: RequestModel): boolean {
    const nowMs = this.now();
    if (endpoint.blockedBecause(nowMs) !== undefined || this.openSteps(request, endpoint).length === 0)
      return false;
    const free = endpoint.free(nowMs);
    if (free <= 0 || this.mayHoldBack(endpoint, request.target.lane)) return false;
    // A reserve never takes the last slot, however few slots a slow start offers.
    return endpoint.open.size === 0 || this.leavesReserves(endpoint, request.target.lane, free);
  }

  #configure(config: GatewayConfig, before: GatewayConfig | undefined): void {
    const { fairness } = config.queue;
    this.lanes = new Map(
      config.lanes.map((lane, rank) => {
        const known = this.lanes.get(lane.name) ?? new LaneModel(lane, rank, fairness);
        known.configure(lane, rank, fairness);
        return [lane.name, known];
      }),
    );
    this.endpoints = new Map(
      config.endpoints.map(({ name }) => [name, this.#endpoint(name, config, before)]),
    );
    this.#facades = config.facades.map((facade) => ({
      config: facade,
      budget: new RetryBudgetModel(facade.failover.budget),
    }));
  }

  #endpoint(name: string, config: GatewayConfig, before: GatewayConfig | undefined): EndpointModel {
    const endpoint = config.endpoints.find((each) => each.name === name);
    if (endpoint === undefined) throw new RangeError(`No endpoint is called ${name}.`);
    const breaker = breakerOf(name, config);
    const known = this.endpoints.get(name);
    if (known === undefined || before === undefined) return new EndpointModel(endpoint, breaker);
    known.configure(endpoint);
    if (!sameBreaker(breaker, breakerOf(name, before))) known.setBreaker(breaker);
    return known;
  }

  #targetOf(arrival: Arrival): TargetModel {
    const { tiers, lanes, endpoints } = this.config;
    const { tier: tierName } = this.#profiles.get(arrival.profile ?? '') ?? {};
    const tier = tierName === undefined ? undefined : tiers[tierName];
    const named =
      tier?.lane ?? lanes.find(({ name }) => name === arrival.key)?.name ?? lanes.at(-1)?.name ?? '';
    const lane = this.lanes.get(named);
    const facade = this.#facades.find(({ config }) => matches(config.match.paths, arrival.path));
    if (lane === undefined || facade === undefined)
      throw new RangeError('Every request must have a lane and a facade.');
    const selectors = tier === undefined || tier.route.length === 0 ? wholeRoute : tier.route;
    const members = endpoints.filter(({ name }) => facade.config.endpoints.includes(name));
    const steps = selectors.map(({ labels, afterMs, idle }) => ({
      afterMs,
      idle,
      endpoints: members
        .filter((endpoint) => labels['kind'] === undefined || labels['kind'] === endpoint.labels['kind'])
        .map(({ name }) => name),
    }));
    return { lane, facade, steps };
  }

  // Endpoints that failed are avoided while another one is up.
  #narrowed(target: TargetModel, failedAt: readonly string[]): TargetModel {
    const steps: StepModel[] = target.steps.map((step) => ({
      ...step,
      endpoints: step.endpoints.filter((name) => !failedAt.includes(name)),
    }));
    const nowMs = this.now();
    const others = steps.flatMap(({ endpoints }) =>
      endpoints.flatMap((name) => this.endpoints.get(name) ?? []),
    );
    const up = others.filter((endpoint) => endpoint.isUp(nowMs));
    if (up.length === 0) return target;
    const certain = up.some((endpoint) => !endpoint.recoversNow(nowMs));
    return certain ? { ...target, steps } : { ...target, steps, alternative: target };
  }
}

function matches(paths: readonly string[], path: string): boolean {
  return paths.length === 0 || paths.some((pattern) => path.startsWith(pattern.replace('*', '')));
}

function breakerOf(name: string, { facades }: GatewayConfig): BreakerConfig {
  const facade = facades.find(({ endpoints }) => endpoints.includes(name));
  return (
    facade?.failover.breaker ?? { consecutive: 5, rate: 0.5, samples: 20, windowMs: 60_000, openMs: 30_000 }
  );
}

function sameBreaker(a: BreakerConfig, b: BreakerConfig): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
