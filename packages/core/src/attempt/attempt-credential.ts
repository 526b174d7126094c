import type { AttemptOutcome, Credential } from '@laneway/contracts';

import type { Endpoint } from '../endpoints/endpoint.ts';

/** The credentials of a request's attempts: fetched for each attempt, because a credential is for one endpoint only. */
export class AttemptCredential {
  #last: Credential | undefined;
  #renewed = false;

  /** The endpoint's credential; `undefined`: the client's own passes through. Rejects if it cannot be fetched. */
  get(endpoint: Endpoint): Credential | undefined | Promise<Credential> {
    try {
      return endpoint.plugins.credential?.get(endpoint);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** `credential` is sent with an attempt. */
  used(credential: Credential | undefined): void {
    this.#last = credential;
  }

  /** The endpoint has declined the last credential, perhaps because it was revoked. Returns whether there is another one; once per request. */
  renew(endpoint: Endpoint, outcome: AttemptOutcome): boolean {
    if (outcome.kind !== 'declined' || outcome.status !== 401) return false;
    const source = endpoint.plugins.credential;
    if (source === undefined || this.#last === undefined || this.#renewed) return false;
    this.#renewed = true;
    source.invalidate(this.#last);
    const next = this.get(endpoint);
    if (!(next instanceof Promise)) return next !== this.#last;
    // The attempt will get the same rejection.
    next.catch(() => undefined);
    return true;
  }
}
