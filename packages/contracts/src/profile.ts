import type { HeaderPairs } from './headers.ts';
import type { QuotaLimits } from './quota-store.ts';

/** Who is calling. */
export interface Principal {
  /** The name under which profile sources look the caller up. Not empty. */
  readonly id: string;
  /** How the caller proved it, e.g. `api-key`; `header` if only the profile header says so. */
  readonly scheme: string;
}

/** What a caller may do. */
export interface Profile {
  /** Name of the profile. Flows, quotas and records use it. Not empty. */
  readonly id: string;
  /** A key of `tiers` in the config, which decides lane and route. A name that the config does not have counts as absent, with a warning. */
  readonly tier?: string;
  /** A name of `lanes` in the config. Wins over the lane of the tier. A name that the config does not have counts as absent, with a warning. */
  readonly lane?: string;
  /** A key of `priority.keys` in the config. Wins over the priority header of the client. */
  readonly priorityKey?: string;
  /** Share of the lane relative to the other profiles in it. Greater than 0. @default 1 */
  readonly weight?: number;
  /** What the profile may spend. @default no limits */
  readonly quota?: QuotaLimits;
  /** Whether requests are answered with `profile_suspended`. @default false */
  readonly suspended?: boolean;
  /** Header lines to set on the request to the backend. They replace what the client sent. May be empty. */
  readonly headers: HeaderPairs;
}

/**
 * Finds out who is calling. Authenticators are asked in the order of the config until one knows the caller; if none does, the
 * request is answered with `unauthenticated`.
 */
export interface Authenticator {
  /**
   * The caller, or `undefined` if the request does not use this scheme. Called once per request, before anything else; return a
   * value, not a promise, if you can. Must not keep or change `headers`.
   *
   * Throws or rejects with `LanewayError` `unauthenticated` if the scheme is used with a wrong credential. The message must not
   * repeat the credential. Any other error is answered with `internal_error`.
   */
  authenticate(headers: HeaderPairs): Principal | undefined | Promise<Principal | undefined>;
  /** Value of `WWW-Authenticate` on a 401 (RFC 9110, section 11.6.1). Must not throw; if it does, 401s carry no challenge. */
  challenge(): string;
  /** Releases what the instance holds. Called once, when no generation uses it any more; may reject. */
  close?(): void | Promise<void>;
}

/** State of a profile source, for health checks and metrics. */
export interface SourceStatus {
  /** Whether the last attempt to read the profiles succeeded. */
  readonly healthy: boolean;
  /** What is wrong, in one sentence without secrets; absent if healthy. */
  readonly trouble?: string;
  /** Number of profiles that the source has. 0 or more. */
  readonly profiles: number;
}

/**
 * Knows what callers may do. One instance per gateway. Order of calls: `refreshEvery`, `watch`, then `find` and `status` at any
 * time.
 */
export interface ProfileSource {
  /**
   * The profile of the caller, or `undefined` if there is none. The gateway remembers the answer for `profiles.refresh` or until
   * `onStale`, and asks once for callers that arrive at the same time. If it rejects, the request is answered with
   * `profile_unavailable`; if it throws, with `internal_error`.
   */
  find(principal: Principal): Profile | undefined | Promise<Profile | undefined>;
  /** Calls `onStale` whenever earlier answers may be wrong. Returns a function that stops it; it may be called more than once. */
  watch?(onStale: () => void): () => void;
  /**
   * How old answers may be, in milliseconds (`profiles.refresh`, greater than 0). A source that reads everything periodically
   * reads this often, unless its own options say otherwise. Called again when a reload changes the time.
   */
  refreshEvery?(ms: number): void;
  /** The state of the source. Synchronous and cheap; must not throw. Health checks call it. */
  status?(): SourceStatus;
  /** Stops reading. Called once, when no generation uses the instance any more; may reject. */
  close?(): void | Promise<void>;
}
