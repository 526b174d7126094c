import type {
  BreakerConfig,
  EndpointConfig,
  FacadeConfig,
  FailoverConfig,
  GatewayConfig,
  HeaderNames,
  LaneConfig,
  PriorityConfig,
  ProfilesConfig,
  TierConfig,
} from '@laneway/core';
import type { z } from 'zod';

import type { ConfigDocument } from '../schema/config-document.ts';
import { failover as failoverSchema } from '../schema/failover.ts';
import { complete } from '../schema/plugin-use.ts';
import { dictionary, mapValues } from './dictionary.ts';

/** Converts a valid document to the config of the engine. */
export function resolveGateway(
  document: ConfigDocument,
  publicOnly: ReadonlySet<string> = new Set(),
): GatewayConfig {
  const { lanes, queue, tiers, endpoints } = document;
  const { ttl, ...waiting } = queue;
  return {
    lanes: lanes.map(resolveLane),
    queue: { ...waiting, ttlMs: ttl },
    priority: resolvePriority(document),
    headers: resolveHeaders(document),
    authenticators: document.authenticators,
    profiles: resolveProfiles(document),
    quotas: document.quotas,
    tiers: mapValues(tiers, resolveTier),
    endpoints: Object.entries(endpoints).map((entry) => ({
      ...resolveEndpoint(entry, defaultHeadroom(document)),
      ...(publicOnly.has(entry[0]) && { publicOnly: true }),
    })),
    dialect: document.dialect,
    facades: resolveFacades(document),
    requestProcessors: document.requestProcessors,
    telemetrySinks: document.telemetry.sinks,
  };
}

function resolveLane({ maxWait, capacity, ...lane }: ConfigDocument['lanes'][number]): LaneConfig {
  return { ...lane, maxWaitMs: maxWait, capacity };
}

function resolvePriority({ priority, lanes }: ConfigDocument): PriorityConfig {
  const keys = new Map(Object.entries(priority.keys).map(([key, lane]) => [key.toLowerCase(), lane]));
  // Requests that name no priority must not precede those that do: the last lane.
  return { keys, default: priority.default ?? lanes.at(-1)?.name ?? 'default' };
}

const aliases = new Map([
  ['x-ttl', 's7pttl'],
  ['x-timeout', 's7ptimeout'],
  ['x-priority', 's7pprioritykey'],
]);

function resolveHeaders({ headers, priority }: ConfigDocument): HeaderNames {
  return {
    ttl: withAliases(headers.ttl),
    timeout: withAliases(headers.timeout),
    priority: withAliases([priority.header]),
  };
}

// A name that the user chose has no alias: perhaps only trusted callers can send it.
function withAliases(names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => [name, aliases.get(name) ?? name]))];
}

function resolveProfiles({ profiles }: ConfigDocument): ProfilesConfig | undefined {
  if (profiles === undefined) return undefined;
  const { header, required, refresh } = profiles;
  return { source: complete(profiles), header, required, refreshMs: refresh };
}

function resolveTier({ lane, route, patience, margin }: ConfigDocument['tiers'][string]): TierConfig {
  return {
    lane,
    margin,
    route: route.map(({ labels, idle, after }, index) => ({
      labels: mapValues(labels, String),
      idle,
      afterMs: Math.max(after, index * patience),
    })),
  };
}

// Who divides the slots by hand keeps what was divided.
function defaultHeadroom({ lanes, tiers }: ConfigDocument): 'auto' | 'off' {
  const byHand =
    lanes.some(({ reserve }) => reserve > 0) ||
    Object.values(tiers).some(({ route }) => route.some(({ idle }) => idle > 0));
  return byHand ? 'off' : 'auto';
}

function resolveEndpoint(
  [name, endpoint]: [string, ConfigDocument['endpoints'][string]],
  headroom: 'auto' | 'off',
): EndpointConfig {
  const { credential, quota, labels, ...rest } = endpoint;
  return {
    name,
    ...rest,
    headroom: endpoint.headroom ?? headroom,
    credential: credential.use === 'passthrough' ? undefined : credential,
    labels: mapValues(labels, String),
    quota: { tpm: quota.tpm, rpm: quota.rpm },
  };
}

function resolveFacades({ facades, endpoints }: ConfigDocument): FacadeConfig[] {
  if (facades !== undefined) return Object.entries(facades).map(resolveFacade);
  const names = Object.keys(endpoints);
  return names.length === 0 ? [] : [catchAll(names)];
}

function resolveFacade([name, facade]: [
  string,
  NonNullable<ConfigDocument['facades']>[string],
]): FacadeConfig {
  const { deployments, dialect, failover, stripPrefix, ...rest } = facade;
  return {
    name,
    ...rest,
    stripPrefix,
    dialect,
    failover: resolveFailover(failover),
    deployments: mapValues(deployments, (byEndpoint) => mapValues(byEndpoint, String)),
  };
}

function resolveFailover({ timeout, breaker, ...rest }: z.output<typeof failoverSchema>): FailoverConfig {
  return {
    ...rest,
    timeoutMs: timeout,
    breaker: resolveBreaker(breaker),
  };
}

function resolveBreaker({
  window,
  open,
  ...conditions
}: z.output<typeof failoverSchema>['breaker']): BreakerConfig {
  return { ...conditions, windowMs: window, openMs: open };
}

function catchAll(endpoints: readonly string[]): FacadeConfig {
  return {
    name: 'default',
    match: { paths: [], models: [], hosts: [] },
    stripPrefix: undefined,
    endpoints,
    balancer: complete({ use: 'round-robin' }),
    dialect: undefined,
    failover: resolveFailover(failoverSchema.parse(undefined)),
    deployments: dictionary([]),
  };
}
