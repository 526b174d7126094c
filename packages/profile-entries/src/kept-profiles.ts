import { createHash } from 'node:crypto';
import { isLanewayError } from '@laneway/contracts';
import type { Clock, Log, Principal, Profile, SourceStatus } from '@laneway/contracts';

import { DepartedProfiles } from './departed-profiles.ts';
import { parseProfiles } from './parse-profiles.ts';
import type { ProfileFormat } from './parse-profiles.ts';

/** What profiles are kept with. */
export interface KeptProfilesParts {
  readonly clock: Clock;
  readonly log: Log;
  /** How long a profile counts after it has left the source. Milliseconds. @default 0 */
  readonly graceMs?: number | undefined;
}

/** The profiles of a source that is read again and again: a good reading replaces them, a bad one leaves them as they are. */
export class KeptProfiles {
  readonly #format: ProfileFormat;
  readonly #log: Log;
  readonly #watchers = new Set<() => void>();
  readonly #departed: DepartedProfiles;
  #profiles: ReadonlyMap<string, Profile> = new Map();
  // Of the text that the profiles are from; `undefined` if there has been none.
  #hash: string | undefined;
  #trouble: string | undefined;

  constructor(format: ProfileFormat, { clock, log, graceMs = 0 }: KeptProfilesParts) {
    this.#format = format;
    this.#log = log;
    this.#departed = new DepartedProfiles(graceMs, clock, () => this.#tell());
  }

  /** Whether there has been a good reading. */
  get hasBegun(): boolean {
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

  /** Takes over what a reading says, and tells watchers if that is new. Throws `LanewayError` `config_invalid` if it is wrong. */
  take(text: string): void {
    const hash = createHash('sha256').update(text).digest('base64');
    if (hash !== this.#hash) this.#replace(text, hash);
    this.#trouble = undefined;
  }

  /** What was taken last is still what a reading would say. */
  confirm(): void {
    this.#trouble = undefined;
  }

  /** Notes why there is nothing good to be read. */
  miss(error: unknown): void {
    const trouble = isLanewayError(error) ? error.message : `${this.#format.name}: ${String(error)}`;
    const consequence = this.hasBegun ? 'the profiles read before stay in use' : 'there are no profiles yet';
    // Once, not on every reading.
    if (trouble !== this.#trouble) this.#log.warn(`${trouble}; ${consequence}`);
    this.#trouble = trouble;
  }

  /** Tells nobody any more. */
  close(): void {
    this.#watchers.clear();
    this.#departed.close();
  }

  #replace(text: string, hash: string): void {
    const { profiles, warnings } = parseProfiles(text, this.#format);
    const isFirst = !this.hasBegun;
    const left = this.#departed.note(this.#profiles, profiles);
    this.#profiles = profiles;
    this.#hash = hash;
    for (const warning of warnings) this.#log.warn(warning);
    const { name } = this.#format;
    this.#log.info(isFirst ? 'profiles were read' : 'profiles were read again', {
      name,
      profiles: profiles.size,
      ...(left > 0 && { left }),
    });
    this.#tell();
  }

  #tell(): void {
    for (const onStale of this.#watchers) onStale();
  }
}
