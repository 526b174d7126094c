import type {
  Authenticator,
  GatewayRequest,
  QueuePolicy,
  QuotaStore,
  RequestProcessor,
  TelemetrySink,
} from '@laneway/contracts';

import type { GatewayConfig, TierConfig } from '../config.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Lane } from '../queue/lane.ts';
import { facadeName } from '../routing/backend-path.ts';
import type { CheckedDialect } from '../routing/checked-dialect.ts';
import type { Facade } from '../routing/facade.ts';
import { hostOf } from '../routing/facade.ts';
import type { LoadedPlugins } from './load-plugins.ts';
import type { InstanceLease } from './plugin-instances.ts';
import type { ProfileCache } from './profile-cache.ts';
import type { PoolOfEndpoints } from './shared-pools.ts';

/** What a generation consists of. */
export interface GenerationDependencies {
  /** Counts from 1. */
  readonly number: number;
  readonly loaded: LoadedPlugins;
  readonly quotas: QuotaStore;
  /** By rank. */
  readonly lanes: readonly Lane[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly pools: readonly PoolOfEndpoints[];
  readonly facades: readonly Facade[];
  /** Called once, when another generation serves. */
  readonly stopProbes: readonly (() => void)[];
}

/** One config at work. Exchanges pin the generation that they began under. */
export class Generation {
  readonly number: number;
  readonly config: GatewayConfig;
  readonly lanes: readonly Lane[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly facades: readonly Facade[];
  readonly pools: readonly PoolOfEndpoints[];
  readonly policy: QueuePolicy;
  readonly authenticators: readonly Authenticator[];
  readonly requestProcessors: readonly RequestProcessor[];
  readonly sinks: readonly TelemetrySink[];
  readonly profiles: ProfileCache | undefined;
  readonly quotas: QuotaStore;
  /** The dialect of facades without one of their own. */
  readonly dialect: CheckedDialect;
  /** Resolves when the plugin instances that only it used are closed; until it is superseded and unpinned, at once. */
  closed: Promise<void> = Promise.resolve();
  readonly #lanesByName: ReadonlyMap<string, Lane>;
  readonly #tiers: ReadonlyMap<string, TierConfig>;
  readonly #lease: InstanceLease;
  readonly #stopProbes: readonly (() => void)[];
  #pins = 0;
  #superseded = false;

  constructor(dependencies: GenerationDependencies) {
    const { number, loaded, quotas, lanes, endpoints, pools, facades, stopProbes } = dependencies;
    this.number = number;
    this.config = loaded.config;
    this.lanes = lanes;
    this.endpoints = endpoints;
    this.pools = pools;
    this.facades = facades;
    this.policy = loaded.policy;
    this.authenticators = loaded.authenticators;
    this.requestProcessors = loaded.requestProcessors;
    this.sinks = loaded.sinks;
    this.profiles = loaded.profiles;
    this.quotas = quotas;
    this.dialect = loaded.dialects.common;
    this.#lanesByName = new Map(lanes.map((lane) => [lane.name, lane]));
    this.#tiers = new Map(Object.entries(loaded.config.tiers));
    this.#lease = loaded.lease;
    this.#stopProbes = stopProbes;
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

  /** The dialect of a request whose facade is not known: that of the first facade that matches its path and host, otherwise the default. */
  dialectFor({ path, headers }: Pick<GatewayRequest, 'path' | 'headers'>): CheckedDialect {
    const named = facadeName(path);
    const host = hostOf(headers);
    const facade =
      named === undefined ? this.facades.find((each) => each.isAt(path, host)) : this.facade(named);
    return facade?.dialect ?? this.dialect;
  }

  /** Something depends on its plugin instances. */
  pin(): void {
    this.#pins += 1;
  }

  /** Ends a `pin`. */
  unpin(): void {
    this.#pins -= 1;
    if (this.#superseded && this.#pins === 0) this.#close();
  }

  /** Another generation serves: its plugin instances are released when nothing pins it any more. */
  supersede(): void {
    this.#superseded = true;
    for (const stop of this.#stopProbes) stop();
    if (this.#pins === 0) this.#close();
  }

  #close(): void {
    this.profiles?.close();
    this.closed = this.#lease.release();
  }
}
