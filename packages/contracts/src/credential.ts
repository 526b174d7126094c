import type { EndpointTarget } from './endpoint.ts';
import type { HeaderPairs } from './headers.ts';

/** What an endpoint is shown. It is for that endpoint only. */
export interface Credential {
  /** Header lines to set. */
  readonly headers: HeaderPairs;
  /** Names (lower case) of the client's headers and query parameters that must not travel beside it, e.g. `api-key`, `authorization`. */
  readonly replaces: readonly string[];
}

/** Decides which secret a backend sees. One instance per endpoint. */
export interface CredentialSource {
  /** The credential now. Returns a value, not a promise, whenever one is at hand: it is asked for on every attempt. */
  get(endpoint: EndpointTarget): Credential | Promise<Credential>;
  /** The backend answered 401 to this credential: the next `get` must not return it again if another can be had. */
  invalidate(credential: Credential): void;
  close?(): void | Promise<void>;
}
