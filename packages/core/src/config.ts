/** A plugin as the config names it. */
export interface PluginUse {
  /** Package name, path, short name of the default set, or a name under `plugins` in the config. */
  readonly use: string;
  /** As written; the plugin's own schema checks it. */
  readonly options: unknown;
  /** `worker` runs observing response stages outside the event loop. @default 'none' */
  readonly isolation: 'none' | 'worker';
  /** Hash of the files that the options name; a new hash makes a new instance. Absent: no files. */
  readonly revision?: string;
}

/** A lane. Its position in the list is its rank. */
export interface LaneConfig {
  readonly name: string;
  /** Share of every endpoint's slots that lower lanes may not take. 0 to 1. @default 0 */
  readonly reserve: number;
  /** Share relative to the other lanes, under policies that weigh. Greater than 0. @default 1 */
  readonly weight: number;
  /** A ticket that has waited this long gets the next free slot that it may use, whatever its rank. Milliseconds; `undefined`: never. */
  readonly maxWaitMs: number | undefined;
  /** Tickets that may wait in this lane. At least 1; `undefined`: only the queue's capacity counts. */
  readonly capacity: number | undefined;
}

/** How tickets wait. */
export interface QueueConfig {
  /** Chooses the lane that is served next. */
  readonly policy: PluginUse;
  /** Tickets that may wait in all lanes together. At least 1. @default 1000 */
  readonly capacity: number;
  /** How long a ticket may wait if the request sets no deadline. Milliseconds. @default 300_000 */
  readonly ttlMs: number;
  /** What the flows of a lane get equal shares of; `none`: a lane is served in order of arrival. @default 'tokens' */
  readonly fairness: 'tokens' | 'requests' | 'none';
  /** Whether a ticket that is predicted to miss its deadline is rejected on arrival. @default false */
  readonly earlyReject: boolean;
}

/** How a request asks for a lane. */
export interface PriorityConfig {
  /** Lane name by key. Keys are in lower case, and compared without regard to case. */
  readonly keys: ReadonlyMap<string, string>;
  /** Lane of requests for which neither profile nor key chooses one. */
  readonly default: string;
}

/** Names of the request headers that callers steer with, in lower case. The first of each is the documented one. */
export interface HeaderNames {
  /** Carries the deadline of the ticket. @default ['x-ttl', 's7pttl'] */
  readonly ttl: readonly string[];
  /** Carries the first-byte timeout of each attempt, in milliseconds. @default ['x-timeout', 's7ptimeout'] */
  readonly timeout: readonly string[];
  /** Carries a key of `priority.keys`. @default ['x-priority', 's7pprioritykey'] */
  readonly priority: readonly string[];
}

/** Where profiles come from. */
export interface ProfilesConfig {
  readonly source: PluginUse;
  /** Header, in lower case, that names the profile if no authenticators are configured. @default 'x-user-id' */
  readonly header: string;
  /** Whether a request without a profile is rejected. @default false */
  readonly required: boolean;
  /** How long a profile is used before the source is asked again. Milliseconds. @default 60_000 */
  readonly refreshMs: number;
}

/** Selects the endpoints of a facade that have all these labels. */
export interface SelectorConfig {
  /** Empty: selects every endpoint. */
  readonly labels: Readonly<Record<string, string>>;
  /** Used only once the ticket has waited this long. Milliseconds. @default 0 */
  readonly afterMs: number;
  /** Uses an endpoint only while at least this share of its slots is free. 0 to 1. @default 0 */
  readonly idle: number;
}

/** What a profile's `tier` means. */
export interface TierConfig {
  /** Lane of its requests, unless the profile chooses another. */
  readonly lane: string;
  /** In order of preference; empty: every endpoint of the facade. */
  readonly route: readonly SelectorConfig[];
  /**
   * How far this tier's spill may be above its floor for the sake of lower tiers, where they share endpoints whose
   * `headroom` is `auto`. 0 to 1. @default 0.01
   */
  readonly margin?: number;
}

/** One backend and how it is used. */
export interface EndpointConfig {
  readonly name: string;
  /** Absolute http or https URL without query and credentials. Its path is put before the path of each request. */
  readonly url: string;
  readonly connector: PluginUse;
  /** `undefined`: the client's own credential is passed through. */
  readonly credential: PluginUse | undefined;
  /** Response processors in order. */
  readonly processors: readonly PluginUse[];
  readonly labels: Readonly<Record<string, string>>;
  /** Requests in progress at once. At least 1. @default 100 */
  readonly slots: number;
  /** Of the endpoints with room, those of the lowest group are used. @default 1 */
  readonly group: number;
  /** Share relative to other endpoints, under balancers that weigh. Greater than 0. @default 1 */
  readonly weight: number;
  /** Tokens and requests that the backend allows in a minute; `undefined`: not limited here. */
  readonly quota: { readonly tpm: number | undefined; readonly rpm: number | undefined };
  /** `auto`: where several tiers share it, the gateway decides how many slots lower tiers leave free. @default 'off' */
  readonly headroom?: 'auto' | 'off';
  /** Whether connections to private, loopback and link-local addresses are refused. @default false */
  readonly publicOnly?: boolean;
}

/** When an endpoint that fails gets no more requests: on the first of the conditions that are given. */
export interface BreakerConfig {
  /** Failures in a row within the window, no success between them, that open it. At least 1. */
  readonly consecutive?: number | undefined;
  /** Share of failures in the window that opens it if exceeded, given `samples` attempts. 0 to 1. */
  readonly rate?: number | undefined;
  /** Attempts in the window from which on `rate` counts. At least 1. @default 20 */
  readonly samples?: number | undefined;
  /** Failures within the window that open it, whatever succeeded between them. At least 1. */
  readonly failures?: number | undefined;
  /** Milliseconds. @default 60_000 */
  readonly windowMs: number;
  /** How long it stays open before a trial. Milliseconds. @default 30_000 */
  readonly openMs: number;
}

/** What happens when an attempt fails. */
export interface FailoverConfig {
  /** Failed attempts after which the request is given up; throttled ones do not count. 1 to 100. @default 3 */
  readonly attempts: number;
  /** Retries at the same endpoint before another is tried. 0 to 10. @default 0 */
  readonly retries: number;
  /** How long an attempt may take to its first byte. Milliseconds. @default 120_000 */
  readonly timeoutMs: number;
  /** Statuses of the backend after which another attempt is made. @default 408, 424, 429, 498, 500, 502 to 504, 520 to 599 */
  readonly on: readonly number[];
  /** Retries may be at most this share of recent requests, but 10 are always allowed. 0 to 1. @default 0.2 */
  readonly budget: number;
  readonly breaker: BreakerConfig;
}

/** A named group of endpoints. */
export interface FacadeConfig {
  readonly name: string;
  /** A request matches if each list that is not empty matches. `*` in a path stands for any characters. */
  readonly match: {
    readonly paths: readonly string[];
    readonly models: readonly string[];
    readonly hosts: readonly string[];
  };
  /**
   * Prefix of the path that is removed before the request is sent on: whole segments, without a `/` at the end. Requests
   * that name the facade (`/facades/{name}/...`) keep it. `undefined`: backends see the path as it is.
   */
  readonly stripPrefix: string | undefined;
  /** Names of endpoints. At least one. */
  readonly endpoints: readonly string[];
  readonly balancer: PluginUse;
  /** What its callers and backends speak. None: the gateway's dialect. */
  readonly dialect: PluginUse | undefined;
  readonly failover: FailoverConfig;
  /** By the client's name of a model, or `*` for all others, then by endpoint: the backend's name of that model. */
  readonly deployments: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The whole configuration of the engine: checked, complete and frozen. Every name that it refers to exists. */
export interface GatewayConfig {
  /** At least one, best rank first. */
  readonly lanes: readonly LaneConfig[];
  readonly queue: QueueConfig;
  readonly priority: PriorityConfig;
  /** What is spoken where no facade says otherwise. */
  readonly dialect: PluginUse;
  readonly headers: HeaderNames;
  /** In order: the first whose scheme a request uses decides. Empty: callers are anonymous, or named by a header. */
  readonly authenticators: readonly PluginUse[];
  /** `undefined`: there are no profiles. */
  readonly profiles: ProfilesConfig | undefined;
  /** The quota store that counts what profiles spend. `undefined`: counted in this process. */
  readonly quotas: PluginUse | undefined;
  /** By name. */
  readonly tiers: Readonly<Record<string, TierConfig>>;
  readonly endpoints: readonly EndpointConfig[];
  /** In order: the first that matches serves a request. */
  readonly facades: readonly FacadeConfig[];
  /** In the order in which they process a request. */
  readonly requestProcessors: readonly PluginUse[];
  readonly telemetrySinks: readonly PluginUse[];
}
