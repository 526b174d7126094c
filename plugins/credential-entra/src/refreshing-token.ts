import type { Clock, Log, Timer } from '@laneway/contracts';

import { refreshDelayMs, retryDelayMs } from './refresh-delay.ts';

export interface Token {
  readonly text: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAtMs: number;
}

/** Fetches a token. `fresh` asks for one that comes from no cache, because the last one was declined. */
export type TokenSource = (demand: { readonly fresh: boolean }) => Promise<Token>;

/** What refreshing needs from outside. */
export interface RefreshParts {
  readonly clock: Clock;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly log: Log;
}

const longestFetchMs = 30_000;

/**
 * A token that is fetched when it is first asked for and refreshed ahead of its end, so that hardly anybody waits for one.
 * There is never more than one fetch at a time. While refreshing fails, the last token serves until it expires.
 */
export class RefreshingToken {
  readonly #source: TokenSource;
  readonly #parts: RefreshParts;
  #token: Token | undefined;
  // Text of the token that was last declined, so that many answers that decline one token cause one fetch.
  #declined: string | undefined;
  // After it was declined, until the next token: it must come from no cache.
  #replacing = false;
  #refreshing: Promise<Token> | undefined;
  #abandon: ((reason: Error) => void) | undefined;
  // Of the last fetches, until one succeeds.
  #failures = 0;
  #failure: unknown;
  #nextRefresh: Timer | undefined;
  #deadline: Timer | undefined;
  #closed = false;

  constructor(source: TokenSource, parts: RefreshParts) {
    this.#source = source;
    this.#parts = parts;
  }

  /** The token, at once if there is one. Rejects with the last failure during the pause that follows it, rather than wait. */
  get(): Token | Promise<Token> {
    const token = this.#alive();
    if (token !== undefined && (this.#refreshing === undefined || !this.#replacing)) return token;
    if (this.#refreshing !== undefined) return this.#refreshing;
    return this.#failures > 0 ? Promise.reject(this.#failure) : this.#refresh();
  }

  /** `token` was declined: fetches another one, once, however often it is declined. One that isn't current does nothing. */
  invalidate(token: Token): void {
    if (token.text !== this.#token?.text || token.text === this.#declined) return;
    this.#declined = token.text;
    this.#replacing = true;
    if (this.#refreshing === undefined) void this.#refresh();
  }

  /** Stops refreshing; whoever waits is turned away. */
  close(): void {
    this.#closed = true;
    this.#nextRefresh?.cancel();
    this.#abandon?.(new Error('the credential is closed'));
  }

  #alive(): Token | undefined {
    return this.#token !== undefined && this.#token.expiresAtMs > this.#parts.clock.nowMs()
      ? this.#token
      : undefined;
  }

  #refresh(): Promise<Token> {
    this.#nextRefresh?.cancel();
    const refreshing = this.#renew().then(
      (token) => this.#accept(token),
      (error: unknown) => this.#endure(error),
    );
    // A refresh in the background has nobody who waits for it; the failure is logged where it is endured.
    refreshing.catch(() => {});
    this.#refreshing = refreshing;
    return refreshing;
  }

  async #renew(): Promise<Token> {
    const fresh = this.#replacing;
    const token = await this.#fetch(fresh);
    // Declined just while it was fetched from a cache once more.
    return !fresh && this.#replacing && token.text === this.#declined ? this.#fetch(true) : token;
  }

  async #fetch(fresh: boolean): Promise<Token> {
    const { promise, resolve, reject } = Promise.withResolvers<Token>();
    this.#abandon = reject;
    this.#deadline = this.#parts.clock.setTimer(longestFetchMs, () =>
      reject(new Error(`no token came within ${longestFetchMs / 1000} s`)),
    );
    this.#source({ fresh }).then(resolve, reject);
    const token = await promise.finally(() => this.#deadline?.cancel());
    if (token.expiresAtMs <= this.#parts.clock.nowMs()) throw new Error('the token that came had expired');
    return token;
  }

  #accept(token: Token): Token {
    const { clock, random } = this.#parts;
    this.#refreshing = undefined;
    this.#token = token;
    this.#replacing = false;
    this.#failures = 0;
    this.#failure = undefined;
    this.#refreshIn(refreshDelayMs(token.expiresAtMs - clock.nowMs(), random));
    return token;
  }

  #endure(error: unknown): Token {
    const retryInMs = retryDelayMs(this.#failures, this.#parts.random);
    this.#refreshing = undefined;
    this.#failures += 1;
    this.#failure = error;
    this.#refreshIn(retryInMs);
    const token = this.#alive();
    if (!this.#closed) this.#report(error, { retryInMs, lastTokenServes: token !== undefined });
    if (token === undefined) throw error;
    return token;
  }

  #report(error: unknown, fields: Readonly<Record<string, unknown>>): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#parts.log.warn(`could not fetch a token: ${message}`, fields);
  }

  #refreshIn(delayMs: number): void {
    if (this.#closed) return;
    this.#nextRefresh = this.#parts.clock.setTimer(delayMs, () => void this.#refresh());
  }
}
