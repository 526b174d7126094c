import type {
  EndpointConfig,
  FacadeConfig,
  GatewayConfig,
  LaneConfig,
  PluginUse,
  QueueConfig,
  SelectorConfig,
} from '../config.ts';

/** The use of a plugin, by default without options. */
export function aUse(use: string, options?: unknown): PluginUse {
  return { use, options, isolation: 'none' };
}

/** The lane `default`, without reserve, maxWait and capacity of its own. */
export function aLaneConfig(overrides: Partial<LaneConfig> = {}): LaneConfig {
  return { name: 'default', reserve: 0, weight: 1, maxWaitMs: undefined, capacity: undefined, ...overrides };
}

/** A queue of 1,000 tickets with the policy `best-rank` and fairness by tokens. */
export function aQueueConfig(overrides: Partial<QueueConfig> = {}): QueueConfig {
  return {
    policy: aUse('best-rank'),
    capacity: 1_000,
    ttlMs: 300_000,
    fairness: 'tokens',
    earlyReject: false,
    ...overrides,
  };
}

/** A selector of every endpoint, without `after` and `idle`. */
export function aSelectorConfig(overrides: Partial<SelectorConfig> = {}): SelectorConfig {
  return { labels: {}, afterMs: 0, idle: 0, ...overrides };
}

/** The endpoint `a` with one slot, at the scripted backend. */
export function anEndpointConfig(overrides: Partial<EndpointConfig> = {}): EndpointConfig {
  const name = overrides.name ?? 'a';
  return {
    name,
    url: `http://${name}.test`,
    connector: aUse('scripted'),
    credential: undefined,
    processors: [],
    labels: {},
    slots: 1,
    group: 1,
    weight: 1,
    quota: { tpm: undefined, rpm: undefined },
    ...overrides,
  };
}

/** A facade that matches every request, with the default failover settings. */
export function aFacadeConfig(overrides: Partial<FacadeConfig> = {}): FacadeConfig {
  return {
    name: 'default',
    match: { paths: [], models: [], hosts: [] },
    stripPrefix: undefined,
    endpoints: ['a'],
    balancer: aUse('first'),
    dialect: undefined,
    failover: {
      attempts: 3,
      retries: 0,
      timeoutMs: 120_000,
      on: [408, 424, 429, 498, 500, 502, 503, 504, ...Array.from({ length: 80 }, (_, index) => 520 + index)],
      budget: 0.2,
      breaker: { consecutive: 5, rate: 0.5, samples: 20, windowMs: 60_000, openMs: 30_000 },
    },
    deployments: {},
    ...overrides,
  };
}

/** A config with one lane, the endpoint `a`, and one facade over all endpoints. */
export function aGatewayConfig(overrides: Partial<GatewayConfig> = {}): GatewayConfig {
  const endpoints = overrides.endpoints ?? [anEndpointConfig()];
  const lanes = overrides.lanes ?? [aLaneConfig()];
  return {
    queue: aQueueConfig(),
    priority: {
      keys: new Map(lanes.map(({ name }) => [name, name])),
      default: lanes.at(-1)?.name ?? 'default',
    },
    headers: {
      ttl: ['x-ttl', 's7pttl'],
      timeout: ['x-timeout', 's7ptimeout'],
      priority: ['x-priority', 's7pprioritykey'],
    },
    authenticators: [],
    profiles: undefined,
    quotas: undefined,
    dialect: aUse('plain'),
    tiers: {},
    facades: [aFacadeConfig({ endpoints: endpoints.map(({ name }) => name) })],
    requestProcessors: [],
    telemetrySinks: [],
    ...overrides,
    endpoints,
    lanes,
  };
}
