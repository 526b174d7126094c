import type { AttemptOutcome, Credential } from '@laneway/contracts';

import type { Endpoint } from '../endpoints/endpoint.ts';

/** What a request's attempts show to backends: asked for anew each time, for each is for one endpoint only. */
export class ShownCredential {
  #last: Credential | undefined;
  #renewed = false;

  /** What the endpoint wants to see; `undefined`: the client's own passes through. Rejects if there is none to be had. */
  get(endpoint: Endpoint): Credential | undefined | Promise<Credential> {
    try {
      return endpoint.plugins.credential?.get(endpoint);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** It goes out with an attempt. */
  show(credential: Credential | undefined): void {
    this.#last = credential;
  }

  /** The endpoint has declined it, perhaps because it was revoked. Returns whether another can be shown; there is one chance a request. */
  renew(endpoint: Endpoint, outcome: AttemptOutcome): boolean {
    if (outcome.kind !== 'declined' || outcome.status !== 401) return false;
    const source = endpoint.plugins.credential;
    if (source === undefined || this.#last === undefined || this.#renewed) return false;
    this.#renewed = true;
    source.invalidate(this.#last);
    const next = this.get(endpoint);
    if (!(next instanceof Promise)) return next !== this.#last;
    // Should it fail, the attempt will hear of it.
    next.catch(() => undefined);
    return true;
  }
}
