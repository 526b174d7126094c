import type {
  Authenticator,
  Balancer,
  Clock,
  Profile,
  ProfileSource,
  QueuePolicy,
  QuotaStore,
  RequestProcessor,
  TelemetrySink,
} from '@laneway/contracts';

import type { EndpointConfig, GatewayConfig, PluginUse } from '../config.ts';
import type { EndpointPlugins } from '../endpoints/endpoint.ts';
import type { Dialects, OnDialectError } from './dialects.ts';
import { loadDialects } from './dialects.ts';
import type { InstanceLease, InstanceStore } from './plugin-instances.ts';
import { ProfileCache, profileWarning } from './profile-cache.ts';

/** What plugins are loaded with. */
export interface LoadDependencies {
  readonly instances: InstanceStore;
  readonly clock: Clock;
  readonly onProfileWarning: (profile: string, message: string) => void;
  readonly onDialectError: OnDialectError;
}

/** Everything that plugins provide for a config: made before anything changes, so that a config that cannot work changes nothing. */
export interface LoadedPlugins {
  readonly config: GatewayConfig;
  readonly lease: InstanceLease;
  readonly policy: QueuePolicy;
  readonly authenticators: readonly Authenticator[];
  readonly requestProcessors: readonly RequestProcessor[];
  readonly sinks: readonly TelemetrySink[];
  readonly profiles: ProfileCache | undefined;
  /** `undefined`: the config names no store. */
  readonly quotas: QuotaStore | undefined;
  /** By the endpoint's name. */
  readonly endpoints: ReadonlyMap<string, EndpointPlugins>;
  /** By the facade's name. */
  readonly balancers: ReadonlyMap<string, Balancer>;
  readonly dialects: Dialects;
}

/** Creates the plugin instances that a config names. Rejects, and closes those already made, if one cannot be created. */
export async function loadPlugins(
  config: GatewayConfig,
  dependencies: LoadDependencies,
): Promise<LoadedPlugins> {
  const lease = dependencies.instances.lease();
  try {
    return await loadWith(lease, config, dependencies);
  } catch (error) {
    await lease.release();
    throw error;
  }
}

async function loadWith(
  lease: InstanceLease,
  config: GatewayConfig,
  dependencies: LoadDependencies,
): Promise<LoadedPlugins> {
  const policy = await lease.get('queue-policy', config.queue.policy, 'queue.policy');
  const authenticators = await each(config.authenticators, (use, index) =>
    lease.get('authenticator', use, `authenticators.${index}`),
  );
  const requestProcessors = await each(config.requestProcessors, (use, index) =>
    lease.get('request-processor', use, `requestProcessors.${index}`),
  );
  const sinks = await each(config.telemetrySinks, (use, index) =>
    lease.get('telemetry-sink', use, `telemetry.sinks.${index}`),
  );
  const quotas = config.quotas && (await lease.get('quota-store', config.quotas, 'quotas'));
  const endpoints = new Map<string, EndpointPlugins>();
  for (const endpoint of config.endpoints)
    endpoints.set(endpoint.name, await endpointPlugins(lease, endpoint));
  const balancers = new Map<string, Balancer>();
  for (const { name, balancer } of config.facades)
    balancers.set(name, await lease.get('balancer', balancer, `facades.${name}.balancer`));
  const dialects = await loadDialects(lease, config, dependencies.onDialectError);
  const source = config.profiles && (await lease.get('profile-source', config.profiles.source, 'profiles'));
  const profiles = source && profileCache(source, config, dependencies);
  return {
    config,
    lease,
    policy,
    authenticators,
    requestProcessors,
    sinks,
    profiles,
    quotas,
    endpoints,
    balancers,
    dialects,
  };
}

/** One after the other: a later instance may use what an earlier one has opened, and errors name the first that fails. */
async function each<Instance>(
  uses: readonly PluginUse[],
  get: (use: PluginUse, index: number) => Promise<Instance>,
): Promise<Instance[]> {
  const instances: Instance[] = [];
  for (const [index, use] of uses.entries()) instances.push(await get(use, index));
  return instances;
}

async function endpointPlugins(lease: InstanceLease, config: EndpointConfig): Promise<EndpointPlugins> {
  const path = `endpoints.${config.name}`;
  const connector = await lease.get('connector', config.connector, `${path}.connector`);
  const credential =
    config.credential && (await lease.get('credential', config.credential, `${path}.credential`));
  const processors = await each(config.processors, (use, index) =>
    lease.get('response-processor', use, `${path}.processors.${index}`),
  );
  return { connector, credential, processors };
}

function profileCache(
  source: ProfileSource,
  config: GatewayConfig,
  { clock, onProfileWarning }: LoadDependencies,
): ProfileCache {
  const onFound = (profile: Profile) => {
    const warning = profileWarning(profile, config);
    if (warning !== undefined) onProfileWarning(profile.id, warning);
  };
  return new ProfileCache(source, { refreshMs: config.profiles?.refreshMs ?? 0, clock, onFound });
}
