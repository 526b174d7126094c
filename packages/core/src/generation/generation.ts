import type {
  Authenticator,
  Balancer,
  Clock,
  Profile,
  ProfileSource,
  QueuePolicy,
  RequestProcessor,
  TelemetrySink,
} from '@laneway/contracts';

import type { BreakerConfig, EndpointConfig, FacadeConfig, GatewayConfig, TierConfig } from '../config.ts';
import type { EndpointListener, EndpointPlugins } from '../endpoints/endpoint.ts';
import { Endpoint } from '../endpoints/endpoint.ts';
import { CostEstimator } from '../dialect/estimate-cost.ts';
import { Facade } from '../routing/facade.ts';
import { Lane } from '../queue/lane.ts';
import type { InstanceLease, InstanceStore } from './plugin-instances.ts';
import { ProfileCache, profileDoubt } from './profile-cache.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';

/** What generations are made with. */
export interface GenerationParts {
  readonly instances: InstanceStore;
  readonly clock: Clock;
  readonly wheel: TimerWheel;
  readonly listener: EndpointListener;
  readonly onProfileDoubt: (profile: string, message: string) => void;
}

/** Everything that plugins provide for a config: made before anything changes, so that a config that can't work changes nothing. */
export interface Ingredients {
  readonly config: GatewayConfig;
  readonly lease: InstanceLease;
  readonly policy: QueuePolicy;
  readonly authenticators: readonly Authenticator[];
  readonly requestProcessors: readonly RequestProcessor[];
  readonly sinks: readonly TelemetrySink[];
  readonly profiles: ProfileCache | undefined;
  readonly endpoints: ReadonlyMap<string, EndpointPlugins>;
  readonly balancers: ReadonlyMap<string, Balancer>;
}

/** Creates the plugin instances that a config names. Rejects, and closes those already made, if one can't be. */
export async function gather(config: GatewayConfig, parts: GenerationParts): Promise<Ingredients> {
  const lease = parts.instances.lease();
  try {
    return await gatherWith(lease, config, parts);
  } catch (error) {
    await lease.release();
    throw error;
  }
}

/** One config snapshot at work. Requests pin the generation that they began under. */
export class Generation {
  readonly number: number;
  readonly config: GatewayConfig;
  readonly lanes: readonly Lane[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly facades: readonly Facade[];
  readonly policy: QueuePolicy;
  readonly authenticators: readonly Authenticator[];
  readonly requestProcessors: readonly RequestProcessor[];
  readonly sinks: readonly TelemetrySink[];
  readonly profiles: ProfileCache | undefined;
  readonly #lanesByName: ReadonlyMap<string, Lane>;
  readonly #tiers: ReadonlyMap<string, TierConfig>;
  readonly #lease: InstanceLease;
  readonly #stopProbes: (() => void)[] = [];
  #pins = 0;
  #superseded = false;

  constructor(
    number: number,
    ingredients: Ingredients,
    previous: Generation | undefined,
    parts: GenerationParts,
  ) {
    const { config } = ingredients;
    this.number = number;
    this.config = config;
    this.policy = ingredients.policy;
    this.authenticators = ingredients.authenticators;
    this.requestProcessors = ingredients.requestProcessors;
    this.sinks = ingredients.sinks;
    this.profiles = ingredients.profiles;
    this.#lease = ingredients.lease;
    this.#tiers = new Map(Object.entries(config.tiers));
    this.lanes = config.lanes.map((lane, rank) => {
      const kept = previous?.lane(lane.name) ?? new Lane(lane.name);
      kept.configure(lane, rank, config.queue.fairness);
      return kept;
    });
    this.#lanesByName = new Map(this.lanes.map((lane) => [lane.name, lane]));
    this.endpoints = new Map(
      config.endpoints.map((endpoint) => [
        endpoint.name,
        this.#endpoint(endpoint, ingredients, previous, parts),
      ]),
    );
    for (const [name, endpoint] of previous?.endpoints ?? [])
      if (this.endpoints.get(name) !== endpoint) endpoint.retire();
    this.facades = config.facades.map((facade) => this.#facade(facade, ingredients, previous));
  }

  lane(name: string): Lane | undefined {
    return this.#lanesByName.get(name);
  }

  tier(name: string | undefined): TierConfig | undefined {
    return name === undefined ? undefined : this.#tiers.get(name);
  }

  facade(name: string): Facade | undefined {
    return this.facades.find((facade) => facade.name === name);
  }

  /** An exchange depends on it. */
  pin(): void {
    this.#pins += 1;
  }

  /** An exchange no longer depends on it. */
  unpin(): void {
    this.#pins -= 1;
    if (this.#superseded && this.#pins === 0) this.#close();
  }

  /** Another generation serves: its plugin instances are released when its last exchange ends. */
  supersede(): void {
    this.#superseded = true;
    for (const stop of this.#stopProbes) stop();
    if (this.#pins === 0) this.#close();
  }

  /** Resolves when the instances that only it used are closed. */
  closed: Promise<void> = Promise.resolve();

  #close(): void {
    this.profiles?.close();
    this.closed = this.#lease.release();
  }

  #endpoint(
    config: EndpointConfig,
    ingredients: Ingredients,
    previous: Generation | undefined,
    parts: GenerationParts,
  ): Endpoint {
    const plugins = ingredients.endpoints.get(config.name);
    if (plugins === undefined) throw new RangeError(`No plugins were gathered for endpoint ${config.name}.`);
    const breaker = breakerOf(config.name, ingredients.config.facades);
    const known = previous?.config.endpoints.find(({ name }) => name === config.name);
    let endpoint = previous?.endpoints.get(config.name);
    if (endpoint === undefined || known === undefined || known.url !== config.url) {
      endpoint = new Endpoint(config, breaker, plugins, {
        wheel: parts.wheel,
        now: () => parts.clock.nowMs(),
        listener: parts.listener,
      });
    } else {
      endpoint.configure(config, plugins);
      if (!sameBreaker(breaker, breakerOf(config.name, previous?.config.facades ?? [])))
        endpoint.configureBreaker(breaker);
    }
    endpoint.reserveFor(this.lanes.filter(({ reserve }) => reserve > 0));
    this.#watch(endpoint);
    return endpoint;
  }

  #watch(endpoint: Endpoint): void {
    const { connector } = endpoint.plugins;
    if (connector.probe === undefined) return;
    const stop = connector.probe(endpoint, { onProbe: (result) => endpoint.probed(result) });
    this.#stopProbes.push(stop);
  }

  #facade(config: FacadeConfig, ingredients: Ingredients, previous: Generation | undefined): Facade {
    const balancer = ingredients.balancers.get(config.name);
    if (balancer === undefined) throw new RangeError(`No balancer was gathered for facade ${config.name}.`);
    const endpoints = config.endpoints.flatMap((name) => this.endpoints.get(name) ?? []);
    const limitsTokens = ingredients.config.endpoints.some(
      ({ name, quota }) => config.endpoints.includes(name) && quota.tpm !== undefined,
    );
    const estimator = previous?.facade(config.name)?.estimator ?? new CostEstimator();
    return new Facade(config, { endpoints, balancer, estimator, limitsTokens });
  }
}

async function gatherWith(
  lease: InstanceLease,
  config: GatewayConfig,
  parts: GenerationParts,
): Promise<Ingredients> {
  const policy = await lease.get('queue-policy', config.queue.policy, 'queue.policy');
  const authenticators: Authenticator[] = [];
  for (const [index, use] of config.authenticators.entries())
    authenticators.push(await lease.get('authenticator', use, `authenticators.${index}`));
  const requestProcessors: RequestProcessor[] = [];
  for (const [index, use] of config.requestProcessors.entries())
    requestProcessors.push(await lease.get('request-processor', use, `requestProcessors.${index}`));
  const sinks: TelemetrySink[] = [];
  for (const [index, use] of config.telemetrySinks.entries())
    sinks.push(await lease.get('telemetry-sink', use, `telemetry.sinks.${index}`));
  const endpoints = new Map<string, EndpointPlugins>();
  for (const endpoint of config.endpoints)
    endpoints.set(endpoint.name, await endpointPlugins(lease, endpoint));
  const balancers = new Map<string, Balancer>();
  for (const { name, balancer } of config.facades)
    balancers.set(name, await lease.get('balancer', balancer, `facades.${name}.balancer`));
  const source = config.profiles && (await lease.get('profile-source', config.profiles.source, 'profiles'));
  const profiles = source && profileCache(source, config, parts);
  return { config, lease, policy, authenticators, requestProcessors, sinks, profiles, endpoints, balancers };
}

function profileCache(
  source: ProfileSource,
  config: GatewayConfig,
  { clock, onProfileDoubt }: GenerationParts,
): ProfileCache {
  const onFound = (profile: Profile) => {
    const doubt = profileDoubt(profile, config);
    if (doubt !== undefined) onProfileDoubt(profile.id, doubt);
  };
  return new ProfileCache(source, { refreshMs: config.profiles?.refreshMs ?? 0, clock, onFound });
}

async function endpointPlugins(lease: InstanceLease, config: EndpointConfig): Promise<EndpointPlugins> {
  const place = `endpoints.${config.name}`;
  const connector = await lease.get('connector', config.connector, `${place}.connector`);
  const credential =
    config.credential && (await lease.get('credential', config.credential, `${place}.credential`));
  const processors = [];
  for (const [index, use] of config.processors.entries())
    processors.push(await lease.get('response-processor', use, `${place}.processors.${index}`));
  return { connector, credential, processors };
}

const defaultBreaker: BreakerConfig = { failures: 5, windowMs: 60_000, openMs: 30_000 };

/** An endpoint has one breaker: that of the first facade which names it. */
function breakerOf(endpoint: string, facades: readonly FacadeConfig[]): BreakerConfig {
  return facades.find(({ endpoints }) => endpoints.includes(endpoint))?.failover.breaker ?? defaultBreaker;
}

function sameBreaker(a: BreakerConfig, b: BreakerConfig): boolean {
  return a.failures === b.failures && a.windowMs === b.windowMs && a.openMs === b.openMs;
}
