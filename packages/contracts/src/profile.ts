import type { HeaderPairs } from './headers.ts';

/** Who is calling, as an authenticator or the profile header said. */
export interface Principal {
  /** What profile sources look up. */
  readonly id: string;
  /** How the caller proved it, e.g. `api-key`; `header` for the unproved profile header. */
  readonly scheme: string;
}

/** What a profile may spend. A missing field is not limited. */
export interface ProfileQuota {
  /** Tokens a minute. Greater than 0. */
  readonly tpm?: number;
  /** Requests a minute. Greater than 0. */
  readonly rpm?: number;
  /** Requests in progress at once, waiting ones included. At least 1. */
  readonly concurrency?: number;
}

/** What a caller may do. */
export interface Profile {
  readonly id: string;
  /** A tier of the config: lane and route. */
  readonly tier?: string;
  /** A lane of the config; wins over the tier's. */
  readonly lane?: string;
  /** Looked up in `priority.keys`; wins over the client's own header. */
  readonly priorityKey?: string;
  /** Share of the lane relative to the other profiles in it. Greater than 0. @default 1 */
  readonly weight?: number;
  readonly quota?: ProfileQuota;
  /** A suspended profile is refused with `profile_suspended`. @default false */
  readonly suspended?: boolean;
  /** Header lines set on the request towards the backend, replacing what the client sent. */
  readonly headers: HeaderPairs;
}

/** Finds out who is calling. */
export interface Authenticator {
  /**
   * The caller, or `undefined` if this scheme isn't used by the request.
   * Throws `LanewayError` `unauthenticated` if it is used and wrong.
   */
  authenticate(headers: HeaderPairs): Principal | undefined | Promise<Principal | undefined>;
  /** Value of `WWW-Authenticate` on a 401. */
  challenge(): string;
  close?(): void | Promise<void>;
}

/** Whether a source's data can be trusted. */
export interface SourceStatus {
  readonly healthy: boolean;
  /** What is wrong, in one sentence; absent when healthy. */
  readonly trouble?: string;
  readonly profiles: number;
}

/** Knows what callers may do. The core caches what it answers. */
export interface ProfileSource {
  /** The caller's profile, or `undefined` if there is none. */
  find(principal: Principal): Profile | undefined | Promise<Profile | undefined>;
  /** Calls `onStale` whenever earlier answers may be wrong. Returns a function that stops it. */
  watch?(onStale: () => void): () => void;
  /**
   * How old answers may be, in milliseconds: a source that reads everything from time to time reads as often, unless its
   * options say otherwise. Called again when the config says another time.
   */
  refreshEvery?(ms: number): void;
  /** Synchronous and cheap: asked by health checks. */
  status?(): SourceStatus;
  close?(): void | Promise<void>;
}
