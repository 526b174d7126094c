import { LanewayError } from '@laneway/contracts';
import type { Clock, Log, Principal, Profile, ProfileSource, SourceStatus, Timer } from '@laneway/contracts';
import { KeptProfiles } from '@laneway/profile-entries';

import type { HttpOptions } from './http-options.ts';
import { requestProfiles } from './profiles-request.ts';
import type { ProfilesRequestOptions, Validators } from './profiles-request.ts';

// Until `refreshEvery` is called.
const defaultIntervalMs = 60_000;

// Sooner than usual after a failure, but not so soon that it overloads a struggling service.
const retryMs = 5_000;

/** The profiles of a service that is polled. A valid answer replaces them, an invalid one leaves them unchanged. */
export class HttpProfiles implements ProfileSource {
  readonly #request: ProfilesRequestOptions;
  readonly #ownIntervalMs: number | undefined;
  #intervalMs: number;
  readonly #kept: KeptProfiles;
  readonly #closing = new AbortController();
  // Validators of the answer that the profiles are from.
  #validators: Validators = {};
  #next: Timer | undefined;
  #reading: Promise<void> = Promise.resolve();

  private constructor(options: HttpOptions, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    const { url, key, interval, timeout: timeoutMs, headers, maxBytes, grace: graceMs } = options;
    const { origin, pathname } = new URL(url);
    // Queries may contain secrets, such as shared access signatures.
    const name = `${origin}${pathname}`;
    this.#request = { url, name, headers, timeoutMs, maxBytes, clock };
    this.#ownIntervalMs = interval;
    this.#intervalMs = interval ?? defaultIntervalMs;
    this.#kept = new KeptProfiles({ name, key }, { clock, log, graceMs });
  }

  /** Sends the first request. Rejects with `LanewayError` `config_invalid` if it fails and the profiles are `required`. */
  static async open(
    options: HttpOptions,
    host: { readonly clock: Clock; readonly log: Log },
  ): Promise<HttpProfiles> {
    const source = new HttpProfiles(options, host);
    try {
      await source.#read();
    } catch (error) {
      if (options.required) throw error;
      source.#kept.fail(error);
    }
    source.#readLater();
    return source;
  }

  /** Rejects with `LanewayError` `profile_unavailable` until there has been a valid answer. */
  find(principal: Principal): Profile | undefined | Promise<never> {
    if (this.#kept.isLoaded) return this.#kept.find(principal);
    return Promise.reject(new LanewayError('profile_unavailable', 'No profiles have been read yet.'));
  }

  watch(onStale: () => void): () => void {
    return this.#kept.watch(onStale);
  }

  status(): SourceStatus {
    return this.#kept.status();
  }

  refreshEvery(ms: number): void {
    const intervalMs = this.#ownIntervalMs ?? ms;
    if (intervalMs === this.#intervalMs) return;
    this.#intervalMs = intervalMs;
    // While a request is running, no next one is scheduled.
    if (this.#next === undefined) return;
    this.#next.cancel();
    this.#readLater();
  }

  async close(): Promise<void> {
    this.#kept.close();
    this.#closing.abort();
    this.#next?.cancel();
    await this.#reading;
  }

  #readLater(): void {
    if (this.#closing.signal.aborted) return;
    const { healthy } = this.#kept.status();
    const delayMs = healthy ? this.#intervalMs : Math.min(retryMs, this.#intervalMs);
    this.#next = this.#request.clock.setTimer(delayMs, () => {
      this.#next = undefined;
      this.#reading = this.#reread();
    });
  }

  async #reread(): Promise<void> {
    try {
      await this.#read();
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#kept.fail(error);
    }
    this.#readLater();
  }

  async #read(): Promise<void> {
    const answer = await requestProfiles(this.#request, this.#validators, this.#closing.signal);
    if (answer === 'unchanged') return this.#kept.confirm();
    this.#kept.take(answer.text);
    this.#validators = answer.validators;
  }
}
