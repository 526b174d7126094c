import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LanewayError } from '@laneway/contracts';
import type { Clock, Log, Principal, Profile, ProfileSource, SourceStatus } from '@laneway/contracts';

import { FileWatch } from './file-watch.ts';
import { parseProfiles } from './parse-profiles.ts';
import type { ParsedProfiles } from './parse-profiles.ts';

/** What a source reads and what it was lent. */
export interface FileProfilesParts {
  /** Absolute. */
  readonly path: string;
  /** Field that holds a profile's name. */
  readonly key: string;
  /** Longest time until a change is noticed that the system doesn't report, in milliseconds. */
  readonly pollMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Profiles of a file, which is followed: a good change replaces them, a bad one leaves them as they are. */
export class FileProfiles implements ProfileSource {
  readonly #parts: FileProfilesParts;
  readonly #watchers = new Set<() => void>();
  #watch: FileWatch | undefined;
  #profiles: ReadonlyMap<string, Profile> = new Map();
  // Of what was read last, good or bad; `undefined` if it couldn't be read.
  #hash: string | undefined;
  #trouble: string | undefined;

  private constructor(parts: FileProfilesParts) {
    this.#parts = parts;
  }

  /** Reads the file. Rejects with `LanewayError` `config_invalid` if there is nothing good to begin with. */
  static async open(parts: FileProfilesParts): Promise<FileProfiles> {
    const source = new FileProfiles(parts);
    await source.#load();
    source.#watch = new FileWatch(parts.path, parts, () => source.#reload());
    return source;
  }

  find({ id }: Principal): Profile | undefined {
    return this.#profiles.get(id);
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

  async close(): Promise<void> {
    this.#watchers.clear();
    await this.#watch?.close();
  }

  async #reload(): Promise<void> {
    try {
      if (!(await this.#load())) return;
      this.#parts.log.info('profiles were read again', { file: this.#file, profiles: this.#profiles.size });
      for (const onStale of this.#watchers) onStale();
    } catch (error) {
      this.#note(error instanceof Error ? error.message : String(error));
    }
  }

  /** Takes over what the file says; false if it says what it said before. */
  async #load(): Promise<boolean> {
    const text = await this.#read();
    const hash = createHash('sha256').update(text).digest('base64');
    if (hash === this.#hash) return false;
    this.#hash = hash;
    this.#take(parseProfiles(text, { file: this.#file, key: this.#parts.key }));
    return true;
  }

  async #read(): Promise<string> {
    try {
      return await readFile(this.#parts.path, 'utf8');
    } catch (error) {
      this.#hash = undefined;
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      throw new LanewayError('config_invalid', `${this.#file}: cannot be read (${code})`);
    }
  }

  #take({ profiles, warnings }: ParsedProfiles): void {
    this.#profiles = profiles;
    this.#trouble = undefined;
    for (const warning of warnings) this.#parts.log.warn(warning);
  }

  #note(trouble: string): void {
    // Once, not on every poll.
    if (trouble !== this.#trouble) this.#parts.log.warn(`${trouble}; the profiles read before stay in use`);
    this.#trouble = trouble;
  }

  get #file(): string {
    return basename(this.#parts.path);
  }
}
