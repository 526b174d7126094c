/** A plugin as the config names it. */
export interface PluginUse {
  /** Package name, path, short name of the default set, or a name of `plugins`. */
  readonly use: string;
  /** As written; the plugin's own schema checks it. */
  readonly options: unknown;
  /** `worker` runs observing response stages outside the event loop. @default 'none' */
  readonly isolation: 'none' | 'worker';
  /** Of the files that the options name: with another one, it is another instance. None: they name no files. */
  readonly revision?: string;
}

/** A lane. Its position in the list is its rank. */
export interface LaneConfig {
  readonly name: string;
  /** Share of every endpoint's slots that lower lanes may not take. 0 to 1. @default 0 */
  readonly reserve: number;
  /** Share relative to the other lanes, under policies that weigh. Greater than 0. @default 1 */
  readonly weight: number;
  /** A ticket that has waited this long gets the next free slot it may use, whatever its rank. Milliseconds. */
  readonly maxWaitMs: number | undefined;
  /** Tickets that may wait in this lane; none: only the queue's capacity counts. At least 1. */
  readonly capacity: number | undefined;
}

/** What the waiting is like. */
export interface QueueConfig {
  readonly policy: PluginUse;
  /** Tickets that may wait in all lanes together. At least 1. @default 1000 */
  readonly capacity: number;
  /** How long a ticket may wait if the request doesn't say. Milliseconds. @default 300_000 */
  readonly ttlMs: number;
  /** What flows in a lane get equal shares of. @default 'tokens' */
  readonly fairness: 'tokens' | 'requests' | 'none';
  /** Whether a ticket that is predicted to miss its deadline is refused at once. @default false */
  readonly earlyReject: boolean;
}

/** How a request asks for a lane. */
export interface PriorityConfig {
  /** Key to lane name. Keys are compared without regard to case; here they are lower case. */
  readonly keys: ReadonlyMap<string, string>;
  /** Lane of everybody else. */
  readonly default: string;
}

/** Names of the request headers that callers steer with, lower case, the first of each being the documented one. */
export interface HeaderNames {
  /** Deadline of the ticket. @default ['x-ttl', 's7pttl'] */
  readonly ttl: readonly string[];
  /** Milliseconds to the first byte per attempt. @default ['x-timeout', 's7ptimeout'] */
  readonly timeout: readonly string[];
  /** Key of `priority.keys`. @default ['x-priority', 's7pprioritykey'] */
  readonly priority: readonly string[];
}

/** Where profiles come from. */
export interface ProfilesConfig {
  readonly source: PluginUse;
  /** Header (lower case) that names the profile of a caller that no authenticator knows. @default 'x-user-id' */
  readonly header: string;
  /** Whether a request without a profile is refused. @default false */
  readonly required: boolean;
  /** How long an answer of the source is trusted. Milliseconds. @default 60_000 */
  readonly refreshMs: number;
}

/** Some of a facade's endpoints: those that have all the labels. */
export interface SelectorConfig {
  /** Empty: every endpoint. */
  readonly labels: Readonly<Record<string, string>>;
  /** Admissible once the ticket has waited this long. Milliseconds. @default 0 */
  readonly afterMs: number;
  /** Admissible only while at least this share of the endpoint's slots idles. 0 to 1. @default 0 */
  readonly idle: number;
}

/** What a profile's `tier` means. */
export interface TierConfig {
  readonly lane: string;
  /** In order of preference; empty: every endpoint. */
  readonly route: readonly SelectorConfig[];
  /**
   * How far this tier's spill may be above its floor for the sake of lower tiers, where they share endpoints whose
   * `headroom` is `auto`. 0 to 1. @default 0.01
   */
  readonly margin?: number;
}

/** One backend and what is known of it. */
export interface EndpointConfig {
  readonly name: string;
  /** Absolute http or https URL; a path is kept as base path. No query, no credentials. */
  readonly url: string;
  readonly connector: PluginUse;
  /** None: the client's own credential is passed through. */
  readonly credential: PluginUse | undefined;
  /** Response processors in order. */
  readonly processors: readonly PluginUse[];
  readonly labels: Readonly<Record<string, string>>;
  /** Requests at once. At least 1. @default 100 */
  readonly slots: number;
  /** @default 1 */
  readonly group: number;
  /** Greater than 0. @default 1 */
  readonly weight: number;
  /** What the backend allows a minute; absent: not limited here. */
  readonly quota: { readonly tpm: number | undefined; readonly rpm: number | undefined };
  /** `auto`: where several tiers share it, the gateway decides how many slots lower tiers leave free. @default 'off' */
  readonly headroom?: 'auto' | 'off';
}

/** When an endpoint is left alone. */
export interface BreakerConfig {
  /** Failures within the window that open it. At least 1. @default 5 */
  readonly failures: number;
  /** Milliseconds. @default 60_000 */
  readonly windowMs: number;
  /** How long it stays open before a trial. Milliseconds. @default 30_000 */
  readonly openMs: number;
}

/** What happens when an attempt fails. */
export interface FailoverConfig {
  /** Attempts in all. 1 to 100. @default 3 */
  readonly attempts: number;
  /** Tries at the same endpoint before the next. 0 to 10. @default 0 */
  readonly retries: number;
  /** To the first byte of an attempt. Milliseconds. @default 120_000 */
  readonly timeoutMs: number;
  /** Statuses that move on. @default [408, 429, 500, 502, 503, 504] */
  readonly on: readonly number[];
  /** Retries may be at most this share of recent requests (with a floor of 10). 0 to 1. @default 0.2 */
  readonly budget: number;
  readonly breaker: BreakerConfig;
}

/** A named group of endpoints. */
export interface FacadeConfig {
  readonly name: string;
  /** All that are given must match; `*` in a path matches any characters. Empty lists match everything. */
  readonly match: {
    readonly paths: readonly string[];
    readonly models: readonly string[];
    readonly hosts: readonly string[];
  };
  /**
   * Beginning of the path that backends don't see: whole segments, without a `/` at the end. Requests that name the facade
   * (`/facades/{name}/...`) keep it. None: backends see the path as it is.
   */
  readonly stripPrefix: string | undefined;
  /** Endpoint names. At least one. */
  readonly endpoints: readonly string[];
  readonly balancer: PluginUse;
  readonly failover: FailoverConfig;
  /** Model as the client names it, or `*` for every other -> endpoint name -> name that this backend knows it by. */
  readonly deployments: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** All that the engine is told: checked, complete, frozen. Names that refer to others exist. */
export interface GatewayConfig {
  /** At least one. */
  readonly lanes: readonly LaneConfig[];
  readonly queue: QueueConfig;
  readonly priority: PriorityConfig;
  readonly headers: HeaderNames;
  readonly authenticators: readonly PluginUse[];
  readonly profiles: ProfilesConfig | undefined;
  /** Counts what profiles spend. None: counted in this process. */
  readonly quotas: PluginUse | undefined;
  readonly tiers: Readonly<Record<string, TierConfig>>;
  readonly endpoints: readonly EndpointConfig[];
  /** In order: the first that matches serves. */
  readonly facades: readonly FacadeConfig[];
  readonly requestProcessors: readonly PluginUse[];
  readonly telemetrySinks: readonly PluginUse[];
}
