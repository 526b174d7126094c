import { LanewayError } from '@laneway/contracts';
import type { Clock, Log, Principal, Profile, ProfileSource, SourceStatus, Timer } from '@laneway/contracts';
import { KeptProfiles } from '@laneway/profile-entries';

import type { HttpOptions } from './http-options.ts';
import { requestProfiles } from './profiles-request.ts';
import type { ProfilesRequestParts, Validators } from './profiles-request.ts';

// Until it is said how old profiles may be.
const defaultIntervalMs = 60_000;

// After a failure sooner than usual, but not so soon that it hurts a service that struggles.
const retryMs = 5_000;

/** Profiles that a service has, asked for from time to time: a good answer replaces them, a bad one leaves them as they are. */
export class HttpProfiles implements ProfileSource {
  readonly #request: ProfilesRequestParts;
  readonly #ownIntervalMs: number | undefined;
  #intervalMs: number;
  readonly #kept: KeptProfiles;
  readonly #closing = new AbortController();
  // Of the answer that the profiles are from.
  #validators: Validators = {};
  #next: Timer | undefined;
  #reading: Promise<void> = Promise.resolve();

  private constructor(options: HttpOptions, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    const { url, key, interval, timeout: timeoutMs, headers, maxBytes, grace: graceMs } = options;
    const { origin, pathname } = new URL(url);
    // Queries hold secrets, such as shared access signatures.
    const name = `${origin}${pathname}`;
    this.#request = { url, name, headers, timeoutMs, maxBytes, clock };
    this.#ownIntervalMs = interval;
    this.#intervalMs = interval ?? defaultIntervalMs;
    this.#kept = new KeptProfiles({ name, key }, { clock, log, graceMs });
  }

  /** Asks for the first time. Rejects with `LanewayError` `config_invalid` if that fails and the profiles are `required`. */
  static async open(
    options: HttpOptions,
    host: { readonly clock: Clock; readonly log: Log },
  ): Promise<HttpProfiles> {
    const source = new HttpProfiles(options, host);
    try {
      await source.#read();
    } catch (error) {
      if (options.required) throw error;
      source.#kept.miss(error);
    }
    source.#readLater();
    return source;
  }

  /** Rejects with `LanewayError` `profile_unavailable` as long as there has been no good answer. */
  find(principal: Principal): Profile | undefined | Promise<never> {
    if (this.#kept.hasBegun) return this.#kept.find(principal);
    return Promise.reject(new LanewayError('profile_unavailable', 'no profiles have been read yet'));
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
    // While it is being read there is no next time yet.
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
    const isWell = this.#kept.status().healthy;
    const delayMs = isWell ? this.#intervalMs : Math.min(retryMs, this.#intervalMs);
    this.#next = this.#request.clock.setTimer(delayMs, () => {
      this.#next = undefined;
      this.#reading = this.#reread();
    });
  }

  async #reread(): Promise<void> {
    try {
      await this.#read();
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#kept.miss(error);
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
