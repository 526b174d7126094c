import type { EndpointTarget } from './endpoint.ts';
import type { HeaderPairs } from './headers.ts';

/** What identifies the gateway to one endpoint. It must never be sent to another. */
export interface Credential {
  /** Header lines to set on the request, e.g. `['authorization', 'Bearer ...']`. */
  readonly headers: HeaderPairs;
  /**
   * Names (lower case) of the client's headers and query parameters that are removed, e.g. `api-key`, `authorization`. Must
   * contain the name of every header that `headers` sets.
   */
  readonly replaces: readonly string[];
}

/** Decides which secret a backend gets. One instance per endpoint. */
export interface CredentialSource {
  /**
   * The credential for the next attempt. Called once for every attempt, so return a value, not a promise, whenever one is at
   * hand. If it throws or rejects, the attempt fails with reason `credential` and another endpoint is tried. The time to the
   * first byte includes it.
   */
  get(endpoint: EndpointTarget): Credential | Promise<Credential>;
  /**
   * The backend has answered 401 to this credential: the next `get` must not return it if another can be had. Then the same
   * endpoint is tried once more, once per request. Must not throw. Ignores credentials that are not its own.
   */
  invalidate(credential: Credential): void;
  /** Stops refreshing. Called once, when no generation uses the instance any more; may reject. */
  close?(): void | Promise<void>;
}
