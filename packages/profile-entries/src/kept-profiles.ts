import { createHash } from 'node:crypto';
import { isLanewayError } from '@laneway/contracts';
import type { Clock, Log, Principal, Profile, SourceStatus } from '@laneway/contracts';

import { DepartedProfiles } from './departed-profiles.ts';
import { parseProfiles } from './parse-profiles.ts';
import type { ProfileFormat } from './parse-profiles.ts';

/** What `KeptProfiles` depends on. */
export interface KeptProfilesDependencies {
  readonly clock: Clock;
  readonly log: Log;
  /** How long a profile stays valid after it has left the source, in milliseconds. @default 0 */
  readonly graceMs?: number | undefined;
}

/** The last valid profiles of a source that is read repeatedly: an invalid read leaves them unchanged. */
export class KeptProfiles {
  readonly #format: ProfileFormat;
  readonly #log: Log;
  readonly #watchers = new Set<() => void>();
  readonly #departed: DepartedProfiles;
  #profiles: ReadonlyMap<string, Profile> = new Map();
  // SHA-256 of the text that the profiles are from; `undefined` before the first.
  #hash: string | undefined;
  #trouble: string | undefined;

  constructor(format: ProfileFormat, { clock, log, graceMs = 0 }: KeptProfilesDependencies) {
    this.#format = format;
    this.#log = log;
    this.#departed = new DepartedProfiles(graceMs, clock, () => this.#notify());
  }

  /** Whether there has been a valid read. */
  get isLoaded(): boolean {
    return this.#hash !== undefined;
  }

  find({ id }: Principal): Profile | undefined {
    return this.#profiles.get(id) ?? this.#departed.find(id);
  }

  watch(onStale: () => void): () => void {
    // Wrapped, so that the same function watching twice can be stopped once.
    const watcher = () => onStale();
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  status(): SourceStatus {
    const profiles = this.#profiles.size;
    return this.#trouble === undefined
      ? { healthy: true, profiles }
      : { healthy: false, trouble: this.#trouble, profiles };
  }

  /** Replaces the profiles by those in `text`, and notifies watchers if they are new. Throws `LanewayError` `config_invalid`. */
  take(text: string): void {
    const hash = createHash('sha256').update(text).digest('base64');
    if (hash !== this.#hash) this.#replace(text, hash);
    this.#trouble = undefined;
  }

  /** The source is unchanged since the last read (e.g. HTTP 304). */
  confirm(): void {
    this.#trouble = undefined;
  }

  /** The source can't be read or is invalid. Logs the reason if it is new. */
  fail(error: unknown): void {
    const trouble = isLanewayError(error)
      ? error.message
      : `Reading ${this.#format.name} failed: ${String(error)}.`;
    const consequence = this.isLoaded ? 'The last valid profiles stay in use.' : 'There are no profiles yet.';
    // Logged once, not on every read.
    if (trouble !== this.#trouble) this.#log.warn(`${trouble} ${consequence}`);
    this.#trouble = trouble;
  }

  /** Stops notifying watchers and cancels all timers. */
  close(): void {
    this.#watchers.clear();
    this.#departed.close();
  }

  #replace(text: string, hash: string): void {
    const { profiles, warnings } = parseProfiles(text, this.#format);
    const isFirst = !this.isLoaded;
    const left = this.#departed.update(this.#profiles, profiles);
    this.#profiles = profiles;
    this.#hash = hash;
    for (const warning of warnings) this.#log.warn(warning);
    const { name } = this.#format;
    this.#log.info(isFirst ? 'Profiles were read.' : 'Profiles were read again.', {
      name,
      profiles: profiles.size,
      ...(left > 0 && { left }),
    });
    this.#notify();
  }

  #notify(): void {
    for (const onStale of this.#watchers) onStale();
  }
}
