import { createHash } from 'node:crypto';
import type { FSWatcher } from 'node:fs';
import { readFileSync, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import type { Clock, Timer } from '@laneway/contracts';

/** Options of `watchConfig`. */
export interface WatchParts {
  readonly clock: Clock;
  /** Milliseconds between reads of the files, in case their folders report no changes. @default 10_000 */
  readonly pollMs?: number;
  /** Milliseconds between a reported change and reading the files: the writer may not have finished. @default 50 */
  readonly settleMs?: number;
}

/**
 * Calls `onChange` whenever the content of a file has changed, and returns a function that ends this. Folders are watched
 * and not files, because editors replace files and Kubernetes replaces the folder behind them (`..data`).
 * A file that is missing or empty is about to be written: that is no change.
 */
export function watchConfig(
  paths: string | readonly string[],
  onChange: () => void,
  parts: WatchParts,
): () => void {
  const files = [paths].flat().map((path) => resolve(path));
  const watching = new ConfigWatch(files, onChange, parts);
  return () => watching.close();
}

class ConfigWatch {
  readonly #files: readonly string[];
  readonly #onChange: () => void;
  readonly #clock: Clock;
  readonly #pollMs: number;
  readonly #settleMs: number;
  readonly #digests = new Map<string, string>();
  readonly #watchers: readonly FSWatcher[];
  #poll: Timer;
  #settle: Timer | undefined;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    files: readonly string[],
    onChange: () => void,
    { clock, pollMs = 10_000, settleMs = 50 }: WatchParts,
  ) {
    this.#files = files;
    this.#onChange = onChange;
    this.#clock = clock;
    this.#pollMs = pollMs;
    this.#settleMs = settleMs;
    for (const file of files) this.#note(file, readIfThere(file));
    const folders = new Set(files.map((file) => dirname(file)));
    this.#watchers = [...folders].flatMap((folder) => watchFolder(folder, () => this.#settleThenLook()));
    this.#poll = this.#pollLater();
  }

  close(): void {
    this.#closed = true;
    this.#poll.cancel();
    this.#settle?.cancel();
    for (const watcher of this.#watchers) watcher.close();
  }

  #pollLater(): Timer {
    return this.#clock.setTimer(this.#pollMs, () => {
      this.#poll = this.#pollLater();
      this.#look();
    });
  }

  #settleThenLook(): void {
    if (this.#closed || this.#settle !== undefined) return;
    this.#settle = this.#clock.setTimer(this.#settleMs, () => {
      this.#settle = undefined;
      this.#look();
    });
  }

  // One look after the other, so that an older content can't be noted last.
  #look(): void {
    this.#looking = this.#looking.then(() => this.#compare());
  }

  async #compare(): Promise<void> {
    const contents = await Promise.all(this.#files.map(contentIfThere));
    const changed = this.#files.filter((file, index) => this.#note(file, contents[index]));
    if (changed.length > 0 && !this.#closed) this.#onChange();
  }

  /** Whether `content` is another one than last time. */
  #note(file: string, content: Uint8Array | undefined): boolean {
    if (content === undefined || content.length === 0) return false;
    const digest = createHash('sha256').update(content).digest('base64');
    const isChange = this.#digests.get(file) !== digest;
    this.#digests.set(file, digest);
    return isChange;
  }
}

// Where a folder can't be watched, polling is what is left.
function watchFolder(folder: string, onReport: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, onReport);
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}

function readIfThere(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function contentIfThere(file: string): Promise<Uint8Array | undefined> {
  return readFile(file).catch(() => undefined);
}
