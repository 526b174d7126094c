import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock, Timer } from '@laneway/contracts';

/** How a file is watched. */
export interface FileWatchTiming {
  readonly clock: Clock;
  /** Longest time until a change is noticed that the system doesn't report, in milliseconds. */
  readonly pollMs: number;
}

// One save is several events, the first of them with the file empty.
const settleMs = 100;

/**
 * Asks for a check whenever a file may have changed. The directory is watched, not the file: an editor's save replaces
 * the file by another, and Kubernetes replaces the directory behind it. Not every file system reports changes, so it
 * is checked from time to time as well. Checks never overlap and must not reject.
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

  /** Resolves when no check runs any more. */
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

// A system that has no watch to give away still has the poll.
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
