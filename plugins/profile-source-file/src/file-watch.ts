import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock, Timer } from '@laneway/contracts';

/** The clock and the interval of a watch. */
export interface FileWatchTiming {
  readonly clock: Clock;
  /** How often the file is checked even if the system reports no change, in milliseconds. */
  readonly pollMs: number;
}

// A save causes several events; at the first one the file is empty.
const settleMs = 100;

/**
 * Calls `check` whenever a file may have changed. Watches the directory, because editors replace the file and Kubernetes
 * replaces the directory behind it; and polls, because not every file system reports changes. Checks never overlap and
 * must not reject.
 */
export class FileWatch {
  readonly #clock: Clock;
  readonly #check: () => Promise<void>;
  readonly #watcher: FSWatcher | undefined;
  #polling: Timer | undefined;
  #settling: Timer | undefined;
  #checks = Promise.resolve();
  #closed = false;

  constructor(path: string, { clock, pollMs }: FileWatchTiming, check: () => Promise<void>) {
    this.#clock = clock;
    this.#check = check;
    this.#watcher = watchDirectory(path, () => this.#settle());
    this.#poll(pollMs);
  }

  /** Stops watching. Resolves when no check is running. */
  close(): Promise<void> {
    this.#closed = true;
    this.#polling?.cancel();
    this.#settling?.cancel();
    this.#watcher?.close();
    return this.#checks;
  }

  #poll(pollMs: number): void {
    this.#polling = this.#clock.setTimer(pollMs, () => {
      this.#poll(pollMs);
      this.#checkNext();
    });
  }

  #settle(): void {
    if (this.#closed) return;
    this.#settling ??= this.#clock.setTimer(settleMs, () => {
      this.#settling = undefined;
      this.#checkNext();
    });
  }

  #checkNext(): void {
    this.#checks = this.#checks.then(() => (this.#closed ? undefined : this.#check()));
  }
}

// If the system can't watch, polling has to do.
function watchDirectory(path: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(path), (_event, name) => {
      if (name === null || name === basename(path) || name.startsWith('..')) onChange();
    });
    return watcher.on('error', () => watcher.close());
  } catch {
    return undefined;
  }
}
