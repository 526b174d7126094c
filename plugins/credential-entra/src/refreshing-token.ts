import type { Clock, Log, Timer } from '@laneway/contracts';

import { refreshDelayMs, retryDelayMs } from './refresh-delay.ts';

export interface Token {
  readonly text: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAtMs: number;
}

/** Fetches a token. `fresh`: it must not come from a cache, because the backend declined the last one. */
export type TokenSource = (demand: { readonly fresh: boolean }) => Promise<Token>;

/** What refreshing depends on. */
export interface RefreshDependencies {
  readonly clock: Clock;
  /** A random number from 0 up to, not including, 1. */
  readonly random: () => number;
  readonly log: Log;
}

const longestFetchMs = 30_000;

/**
 * A token that is fetched on the first `get` and refreshed before it expires, so that callers rarely wait for one. Fetches
 * never overlap. While refreshing fails, the last token is used until it expires.
 */
export class RefreshingToken {
  readonly #source: TokenSource;
  readonly #dependencies: RefreshDependencies;
  #token: Token | undefined;
  // Text of the last token that a backend declined, so that many answers that decline it cause one fetch.
  #declined: string | undefined;
  // Between a declined token and the next one, which must not come from a cache.
  #replacing = false;
  #refreshing: Promise<Token> | undefined;
  #abandon: ((reason: Error) => void) | undefined;
  // Failed fetches since the last success.
  #failures = 0;
  #failure: unknown;
  #nextRefresh: Timer | undefined;
  #deadline: Timer | undefined;
  #closed = false;

  constructor(source: TokenSource, dependencies: RefreshDependencies) {
    this.#source = source;
    this.#dependencies = dependencies;
  }

  /** The token, at once if there is one. Between a failure and the next try it rejects with that failure instead of waiting. */
  get(): Token | Promise<Token> {
    const token = this.#alive();
    if (token !== undefined && (this.#refreshing === undefined || !this.#replacing)) return token;
    if (this.#refreshing !== undefined) return this.#refreshing;
    return this.#failures > 0 ? Promise.reject(this.#failure) : this.#refresh();
  }

  /** The backend has declined `token`: fetches another one, once per token. Does nothing if `token` isn't the current one. */
  invalidate(token: Token): void {
    if (token.text !== this.#token?.text || token.text === this.#declined) return;
    this.#declined = token.text;
    this.#replacing = true;
    if (this.#refreshing === undefined) void this.#refresh();
  }

  /** Stops refreshing. Pending `get` calls reject. */
  close(): void {
    this.#closed = true;
    this.#nextRefresh?.cancel();
    this.#abandon?.(new Error('The credential is closed.'));
  }

  #alive(): Token | undefined {
    return this.#token !== undefined && this.#token.expiresAtMs > this.#dependencies.clock.nowMs()
      ? this.#token
      : undefined;
  }

  #refresh(): Promise<Token> {
    this.#nextRefresh?.cancel();
    const refreshing = this.#renew().then(
      (token) => this.#accept(token),
      (error: unknown) => this.#keepLast(error),
    );
    // A background refresh may have no waiting caller; #keepLast logs the failure.
    refreshing.catch(() => {});
    this.#refreshing = refreshing;
    return refreshing;
  }

  async #renew(): Promise<Token> {
    const fresh = this.#replacing;
    const token = await this.#fetch(fresh);
    // The same token was declined while it was being fetched from a cache.
    return !fresh && this.#replacing && token.text === this.#declined ? this.#fetch(true) : token;
  }

  async #fetch(fresh: boolean): Promise<Token> {
    const { promise, resolve, reject } = Promise.withResolvers<Token>();
    this.#abandon = reject;
    this.#deadline = this.#dependencies.clock.setTimer(longestFetchMs, () =>
      reject(new Error(`No token arrived within ${longestFetchMs / 1000} s.`)),
    );
    this.#source({ fresh }).then(resolve, reject);
    const token = await promise.finally(() => this.#deadline?.cancel());
    if (token.expiresAtMs <= this.#dependencies.clock.nowMs())
      throw new Error('The token that arrived had already expired.');
    return token;
  }

  #accept(token: Token): Token {
    const { clock, random } = this.#dependencies;
    this.#refreshing = undefined;
    this.#token = token;
    this.#replacing = false;
    this.#failures = 0;
    this.#failure = undefined;
    this.#refreshIn(refreshDelayMs(token.expiresAtMs - clock.nowMs(), random));
    return token;
  }

  #keepLast(error: unknown): Token {
    const retryInMs = retryDelayMs(this.#failures, this.#dependencies.random);
    this.#refreshing = undefined;
    this.#failures += 1;
    this.#failure = error;
    this.#refreshIn(retryInMs);
    const token = this.#alive();
    if (!this.#closed) this.#report(error, { retryInMs, lastTokenIsValid: token !== undefined });
    if (token === undefined) throw error;
    return token;
  }

  #report(error: unknown, fields: Readonly<Record<string, unknown>>): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#dependencies.log.warn(`Fetching a token failed: ${message}`, fields);
  }

  #refreshIn(delayMs: number): void {
    if (this.#closed) return;
    this.#nextRefresh = this.#dependencies.clock.setTimer(delayMs, () => void this.#refresh());
  }
}
