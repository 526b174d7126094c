import type { Clock, QuotaStore } from '@laneway/contracts';

import type { BreakerConfig, EndpointConfig, FacadeConfig, GatewayConfig } from '../config.ts';
import type { EndpointListener } from '../endpoints/endpoint.ts';
import { Endpoint } from '../endpoints/endpoint.ts';
import { Lane } from '../queue/lane.ts';
import { CostEstimator } from '../routing/cost-estimator.ts';
import { Facade } from '../routing/facade.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';
import { Generation } from './generation.ts';
import type { LoadedPlugins } from './load-plugins.ts';
import { sharedPools } from './shared-pools.ts';

/** What the endpoints and quotas of every generation share. */
export interface SucceedDependencies {
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly listener: EndpointListener;
  /** Used while the config names no quota store. */
  readonly defaultQuotas: QuotaStore;
}

/**
 * The generation that follows `previous`. Takes over, changed as the new config says, the lanes of the same names and the
 * endpoints of the same names and addresses, with all that wait in them and all that is known of them; retires the others.
 */
export function succeed(
  previous: Generation | undefined,
  loaded: LoadedPlugins,
  dependencies: SucceedDependencies,
): Generation {
  const lanes = takeOverLanes(previous, loaded.config);
  const endpoints = takeOverEndpoints(previous, loaded, dependencies);
  const reserving = lanes.filter(({ reserve }) => reserve > 0);
  for (const endpoint of endpoints.values()) endpoint.reserveFor(reserving);
  const pools = sharedPools(loaded.config, endpoints, previous?.pools ?? []);
  return new Generation({
    number: (previous?.number ?? 0) + 1,
    loaded,
    quotas: loaded.quotas ?? dependencies.defaultQuotas,
    lanes,
    endpoints,
    pools,
    facades: loaded.config.facades.map((config) => facadeOver(config, endpoints, previous, loaded)),
    stopProbes: startProbes(endpoints),
  });
}

function takeOverLanes(previous: Generation | undefined, { lanes, queue }: GatewayConfig): Lane[] {
  return lanes.map((config, rank) => {
    const lane = previous?.lane(config.name) ?? new Lane(config.name);
    lane.configure(config, rank, queue.fairness);
    return lane;
  });
}

function takeOverEndpoints(
  previous: Generation | undefined,
  loaded: LoadedPlugins,
  dependencies: SucceedDependencies,
): ReadonlyMap<string, Endpoint> {
  const endpoints = new Map(
    loaded.config.endpoints.map((config) => [
      config.name,
      takeOverEndpoint(config, previous, loaded, dependencies),
    ]),
  );
  for (const [name, endpoint] of previous?.endpoints ?? [])
    if (endpoints.get(name) !== endpoint) endpoint.retire();
  return endpoints;
}

function takeOverEndpoint(
  config: EndpointConfig,
  previous: Generation | undefined,
  loaded: LoadedPlugins,
  { wheel, clock, listener }: SucceedDependencies,
): Endpoint {
  const plugins = loaded.endpoints.get(config.name);
  if (plugins === undefined) throw new RangeError(`No plugins were loaded for endpoint ${config.name}.`);
  const breaker = breakerOf(config.name, loaded.config.facades);
  const known = previous?.config.endpoints.find(({ name }) => name === config.name);
  const endpoint = previous?.endpoints.get(config.name);
  if (endpoint === undefined || known?.url !== config.url)
    return new Endpoint(config, breaker, plugins, { wheel, now: () => clock.nowMs(), listener });
  endpoint.configure(config, plugins);
  if (!sameBreaker(breaker, breakerOf(config.name, previous?.config.facades ?? [])))
    endpoint.configureBreaker(breaker);
  return endpoint;
}

function facadeOver(
  config: FacadeConfig,
  endpoints: ReadonlyMap<string, Endpoint>,
  previous: Generation | undefined,
  loaded: LoadedPlugins,
): Facade {
  const balancer = loaded.balancers.get(config.name);
  if (balancer === undefined) throw new RangeError(`No balancer was loaded for facade ${config.name}.`);
  const limitsTokens = loaded.config.endpoints.some(
    ({ name, quota }) => config.endpoints.includes(name) && quota.tpm !== undefined,
  );
  return new Facade(config, {
    endpoints: config.endpoints.flatMap((name) => endpoints.get(name) ?? []),
    balancer,
    dialect: loaded.dialects.byFacade.get(config.name) ?? loaded.dialects.common,
    estimator: previous?.facade(config.name)?.estimator ?? new CostEstimator(),
    limitsTokens,
  });
}

/** Probes the endpoints whose connectors do that. Returns what stops each. */
function startProbes(endpoints: ReadonlyMap<string, Endpoint>): (() => void)[] {
  return [...endpoints.values()].flatMap((endpoint) => {
    const stop = endpoint.plugins.connector.probe?.(endpoint, {
      onProbe: (result) => endpoint.probed(result),
    });
    return stop ?? [];
  });
}

const defaultBreaker: BreakerConfig = {
  consecutive: 5,
  rate: 0.5,
  samples: 20,
  windowMs: 60_000,
  openMs: 30_000,
};

/** An endpoint has one breaker: that of the first facade which names it. */
function breakerOf(endpoint: string, facades: readonly FacadeConfig[]): BreakerConfig {
  return facades.find(({ endpoints }) => endpoints.includes(endpoint))?.failover.breaker ?? defaultBreaker;
}

function sameBreaker(a: BreakerConfig, b: BreakerConfig): boolean {
  const keys = ['consecutive', 'rate', 'samples', 'failures', 'windowMs', 'openMs'] as const;
  return keys.every((key) => a[key] === b[key]);
}
