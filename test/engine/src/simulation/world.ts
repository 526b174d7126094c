import type { Profile, QuotaLimits } from '@laneway/contracts';
import type { BreakerConfig, GatewayConfig, SelectorConfig } from '@laneway/core';

import { EndpointModel } from './endpoint-model.ts';
import { LaneModel } from './lane-model.ts';
import type { FacadeModel, PlaceModel, StepModel } from './request-model.ts';
import { RequestModel } from './request-model.ts';
import { RetryBudgetModel } from './retry-budget-model.ts';
import type { Arrival, Scenario } from './scenario.ts';
import type { SimulatedAttempt } from './simulated-backend.ts';

const wholeRoute: readonly SelectorConfig[] = [{ labels: {}, afterMs: 0, idle: 0 }];

/** What an attempt is counted in, whatever is configured since. */
interface Home {
  readonly endpoint: EndpointModel;
  readonly lane: LaneModel;
  readonly sinceMs: number;
}

/**
 * The simulated gateway as its users know it: requests, lanes and endpoints, computed anew from the config and from what
 * clients and backends saw. Nothing here comes from the engine.
 */
export class World {
  config: GatewayConfig;
  generation = 1;
  readonly requests = new Map<string, RequestModel>();
  endpoints: ReadonlyMap<string, EndpointModel> = new Map();
  lanes: ReadonlyMap<string, LaneModel> = new Map();
  readonly now: () => number;
  readonly #profiles: ReadonlyMap<string, Profile>;
  readonly #homes = new Map<SimulatedAttempt, Home>();
  #facades: readonly FacadeModel[] = [];
  #arrived = 0;

  constructor({ config, profiles }: Pick<Scenario, 'config' | 'profiles'>, now: () => number) {
    this.now = now;
    this.#profiles = new Map(profiles.map((profile) => [profile.id, profile]));
    this.config = config;
    this.#configure(config, undefined);
  }

  /** Requests in the lanes, in the order of their arrival. */
  waiting(): RequestModel[] {
    return [...this.requests.values()].filter(({ waiting }) => waiting);
  }

  /** Callers whose requests are counted, with what they are allowed. */
  quotas(): [string, QuotaLimits][] {
    return [...this.#profiles.values()].flatMap(({ id, quota }) =>
      quota === undefined ? [] : [[id, quota]],
    );
  }

  /** Attempts under way at an endpoint, of requests of a lane. */
  running(endpoint: EndpointModel, lane: LaneModel): number {
    return [...endpoint.open].filter((attempt) => this.#homes.get(attempt)?.lane === lane).length;
  }

  homeOf(attempt: SimulatedAttempt): Home {
    const home = this.#homes.get(attempt);
    if (home === undefined) throw new RangeError('the attempt was never begun');
    return home;
  }

  request(id: string): RequestModel {
    const request = this.requests.get(id);
    if (request === undefined) throw new RangeError(`nobody has sent ${id}`);
    return request;
  }

  /** A request comes. */
  arrive(arrival: Arrival): RequestModel {
    const { facade } = this.#placeOf(arrival);
    const nowMs = this.now();
    this.#arrived += 1;
    const request = new RequestModel({
      arrival,
      sequence: this.#arrived,
      arrivedAtMs: nowMs,
      deadlineAtMs: nowMs + (arrival.ttlMs ?? this.config.queue.ttlMs),
      weight: this.#profiles.get(arrival.profile ?? '')?.weight ?? 1,
      place: this.#placeOf(arrival),
      generation: this.generation,
    });
    facade.budget.noteRequest(nowMs);
    this.requests.set(request.id, request);
    return request;
  }

  /** Its caller is known to its lane. */
  welcome(request: RequestModel, among: readonly RequestModel[] = this.waiting()): void {
    const { lane } = request.place;
    const others = among.filter((other) => other !== request && other.place.lane === lane);
    lane.welcome(request.caller, request.weight, new Set(others.map(({ caller }) => caller)));
  }

  /** `sinceMs`: clock time at which its slot was taken. */
  begin(request: RequestModel, attempt: SimulatedAttempt, sinceMs: number): void {
    const endpoint = this.endpoints.get(attempt.endpoint);
    if (endpoint === undefined) throw new RangeError(`no endpoint is called ${attempt.endpoint}`);
    this.#homes.set(attempt, { endpoint, lane: request.place.lane, sinceMs });
    request.attempt = attempt;
    request.attempts += 1;
  }

  /** Puts a request where it belongs now, after a failed attempt or a change of the config. */
  replace(request: RequestModel, among: readonly RequestModel[] = this.waiting()): void {
    const { lane } = request.place;
    const place = this.#placeOf(request.arrival);
    request.generation = this.generation;
    request.place = this.#narrowed(place, request.failedAt);
    if (place.lane !== lane && !request.stranded) this.welcome(request, among);
  }

  /** The config is another from now on. */
  change(config: GatewayConfig): void {
    const waiting = this.waiting();
    const before = this.config;
    this.config = config;
    this.generation += 1;
    this.#configure(config, before);
    const placed: RequestModel[] = [];
    for (const request of waiting) {
      this.replace(request, placed);
      if (!request.stranded) placed.push(request);
    }
  }

  /** Whether a slot there would be free for a request of the lane, were it not for other things: reserves count. */
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

  /** Steps of the request's route that are open by now and name the endpoint, by their place. */
  openSteps(request: RequestModel, endpoint: EndpointModel): number[] {
    const waitedMs = this.now() - request.arrivedAtMs;
    const { slots, name } = endpoint.config;
    const idle = slots - endpoint.open.size;
    return request.place.steps.flatMap((step, index) => {
      const admits =
        step.afterMs <= waitedMs && step.endpoints.includes(name) && idle >= step.idle * slots - 1e-9;
      return admits ? [index] : [];
    });
  }

  /** Whether headroom for better tiers may keep a lane out of the endpoint: never where nothing runs. */
  mayHoldBack({ config }: EndpointModel, lane: LaneModel): boolean {
    if (config.headroom !== 'auto' || lane.rank === 0) return false;
    return [...this.endpoints.values()].some(
      (other) => other.config.headroom === 'auto' && other.open.size > 0,
    );
  }

  /** Whether the endpoint could certainly serve the request this moment. */
  couldServe(endpoint: EndpointModel, request: RequestModel): boolean {
    const nowMs = this.now();
    if (endpoint.forbids(nowMs) !== undefined || this.openSteps(request, endpoint).length === 0) return false;
    const free = endpoint.free(nowMs);
    if (free <= 0 || this.mayHoldBack(endpoint, request.place.lane)) return false;
    // No reserve keeps an idle endpoint idle, however few slots it offers after a throttle.
    return endpoint.open.size === 0 || this.leavesReserves(endpoint, request.place.lane, free);
  }

  #configure(config: GatewayConfig, before: GatewayConfig | undefined): void {
    const { fairness } = config.queue;
    this.lanes = new Map(
      config.lanes.map((lane, rank) => {
        const model = this.lanes.get(lane.name) ?? new LaneModel(lane, rank, fairness);
        model.configure(lane, rank, fairness);
        return [lane.name, model];
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
    if (endpoint === undefined) throw new RangeError(`no endpoint is called ${name}`);
    const breaker = breakerOf(name, config);
    const known = this.endpoints.get(name);
    if (known === undefined || before === undefined) return new EndpointModel(endpoint, breaker);
    known.configure(endpoint);
    if (!sameBreaker(breaker, breakerOf(name, before))) known.setBreaker(breaker);
    return known;
  }

  #placeOf(arrival: Arrival): PlaceModel {
    const { tiers, lanes, endpoints } = this.config;
    const { tier: tierName } = this.#profiles.get(arrival.profile ?? '') ?? {};
    const tier = tierName === undefined ? undefined : tiers[tierName];
    const named =
      tier?.lane ?? lanes.find(({ name }) => name === arrival.key)?.name ?? lanes.at(-1)?.name ?? '';
    const lane = this.lanes.get(named);
    const facade = this.#facades.find(({ config }) => matches(config.match.paths, arrival.path));
    if (lane === undefined || facade === undefined)
      throw new RangeError('every request has a lane and a facade');
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

  // Endpoints that failed are avoided while another could serve at all.
  #narrowed(place: PlaceModel, failedAt: readonly string[]): PlaceModel {
    const steps: StepModel[] = place.steps.map((step) => ({
      ...step,
      endpoints: step.endpoints.filter((name) => !failedAt.includes(name)),
    }));
    const nowMs = this.now();
    const others = steps.flatMap(({ endpoints }) =>
      endpoints.flatMap((name) => this.endpoints.get(name) ?? []),
    );
    const able = others.filter((endpoint) => endpoint.able(nowMs));
    if (able.length === 0) return place;
    const certain = able.some((endpoint) => !endpoint.comesBack(nowMs));
    return certain ? { ...place, steps } : { ...place, steps, perhaps: place };
  }
}

function matches(paths: readonly string[], path: string): boolean {
  return paths.length === 0 || paths.some((pattern) => path.startsWith(pattern.replace('*', '')));
}

function breakerOf(name: string, { facades }: GatewayConfig): BreakerConfig {
  const facade = facades.find(({ endpoints }) => endpoints.includes(name));
  return facade?.failover.breaker ?? { failures: 5, windowMs: 60_000, openMs: 30_000 };
}

function sameBreaker(a: BreakerConfig, b: BreakerConfig): boolean {
  return a.failures === b.failures && a.windowMs === b.windowMs && a.openMs === b.openMs;
}
