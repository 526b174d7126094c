import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { LanewayError } from '@laneway/contracts';
import type { Clock, Log, Principal, Profile, ProfileSource, SourceStatus } from '@laneway/contracts';
import { KeptProfiles } from '@laneway/profile-entries';

import { FileWatch } from './file-watch.ts';

/** Settings and dependencies of `FileProfiles`. */
export interface FileProfilesOptions {
  /** Absolute path of the file. */
  readonly path: string;
  /** Field that contains the id of a profile. */
  readonly key: string;
  /** How often the file is read even if the system reports no change, in milliseconds. */
  readonly pollMs: number;
  /** How long a profile stays valid after it has left the file, in milliseconds. @default 0 */
  readonly graceMs?: number | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** The profiles in a file that is watched. A valid change replaces them, an invalid one leaves them unchanged. */
export class FileProfiles implements ProfileSource {
  readonly #path: string;
  readonly #kept: KeptProfiles;
  #watch: FileWatch | undefined;

  private constructor({ path, key, clock, log, graceMs }: FileProfilesOptions) {
    this.#path = path;
    this.#kept = new KeptProfiles({ name: basename(path), key }, { clock, log, graceMs });
  }

  /** Reads the file. Rejects with `LanewayError` `config_invalid` if it is missing or invalid. */
  static async open(options: FileProfilesOptions): Promise<FileProfiles> {
    const source = new FileProfiles(options);
    source.#kept.take(await source.#read());
    source.#watch = new FileWatch(options.path, options, () => source.#reread());
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
      this.#kept.fail(error);
    }
  }

  async #read(): Promise<string> {
    try {
      // Reading a named pipe would wait for a writer.
      if (!(await stat(this.#path)).isFile())
        throw Object.assign(new Error(), { code: 'not a regular file' });
      return await readFile(this.#path, 'utf8');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      throw new LanewayError('config_invalid', `${basename(this.#path)} cannot be read (${code}).`);
    }
  }
}
