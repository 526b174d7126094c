import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LanewayError } from '@laneway/contracts';
import type { Clock, Log, Principal, Profile, ProfileSource, SourceStatus } from '@laneway/contracts';
import { KeptProfiles } from '@laneway/profile-entries';

import { FileWatch } from './file-watch.ts';

/** What a source reads and what it was lent. */
export interface FileProfilesParts {
  /** Absolute. */
  readonly path: string;
  /** Field that holds a profile's name. */
  readonly key: string;
  /** Longest time until a change is noticed that the system doesn't report, in milliseconds. */
  readonly pollMs: number;
  /** How long a profile counts after it has left the file, in milliseconds. @default 0 */
  readonly graceMs?: number | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Profiles of a file, which is followed: a good change replaces them, a bad one leaves them as they are. */
export class FileProfiles implements ProfileSource {
  readonly #path: string;
  readonly #kept: KeptProfiles;
  #watch: FileWatch | undefined;

  private constructor({ path, key, clock, log, graceMs }: FileProfilesParts) {
    this.#path = path;
    this.#kept = new KeptProfiles({ name: basename(path), key }, { clock, log, graceMs });
  }

  /** Reads the file. Rejects with `LanewayError` `config_invalid` if there is nothing good to begin with. */
  static async open(parts: FileProfilesParts): Promise<FileProfiles> {
    const source = new FileProfiles(parts);
    source.#kept.take(await source.#read());
    source.#watch = new FileWatch(parts.path, parts, () => source.#reread());
    return source;
  }

  find(principal: Principal): Profile | undefined {
    return this.#kept.find(principal);
  }

  watch(onStale: () => void): () => void {
    return this.#kept.watch(onStale);
  }

  status(): SourceStatus {
    return this.#kept.status();
  }

  async close(): Promise<void> {
    this.#kept.close();
    await this.#watch?.close();
  }

  async #reread(): Promise<void> {
    try {
      this.#kept.take(await this.#read());
    } catch (error) {
      this.#kept.miss(error);
    }
  }

  async #read(): Promise<string> {
    try {
      return await readFile(this.#path, 'utf8');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      throw new LanewayError('config_invalid', `${basename(this.#path)}: cannot be read (${code})`);
    }
  }
}
