import { createHash } from 'node:crypto';
import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import { dirname, resolve } from 'node:path';

import type { Clock, Timer } from '@laneway/contracts';

import { readRegularFile, readRegularFileSync } from './reading/regular-file.ts';

const maxSettles = 10;
const maxBytes = 256 * 1024 * 1024;

/** Options of `watchConfig`. */
export interface WatchOptions {
  readonly clock: Clock;
  /** Milliseconds between reads of the files, in case their folders report no changes. @default 10_000 */
  readonly pollMs?: number;
  /** Milliseconds from the last reported change to reading the files: the writer may not have finished. @default 500 */
  readonly settleMs?: number;
  /** Called once for a file that no longer exists, and again if it returns and disappears again. */
  readonly onMissing?: (file: string) => void;
}

/**
 * Calls `onChange` whenever the content of a file has changed. Returns a function that stops this. Watches folders, because
 * editors replace files and Kubernetes replaces the folder behind them (`..data`). An empty or missing file is no change:
 * it may be about to be written.
 */
export function watchConfig(
  paths: string | readonly string[],
  onChange: () => void,
  options: WatchOptions,
): () => void {
  const files = [paths].flat().map((path) => resolve(path));
  const watching = new ConfigWatch(files, onChange, options);
  return () => watching.close();
}

class ConfigWatch {
  readonly #files: readonly string[];
  readonly #onChange: () => void;
  readonly #clock: Clock;
  readonly #pollMs: number;
  readonly #settleMs: number;
  readonly #onMissing: (file: string) => void;
  readonly #digests = new Map<string, string>();
  readonly #missing = new Set<string>();
  readonly #watchers: readonly FSWatcher[];
  #poll: Timer;
  #settle: Timer | undefined;
  #settleBy = 0;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    files: readonly string[],
    onChange: () => void,
    { clock, pollMs = 10_000, settleMs = 500, onMissing = () => {} }: WatchOptions,
  ) {
    this.#files = files;
    this.#onChange = onChange;
    this.#clock = clock;
    this.#pollMs = pollMs;
    this.#settleMs = settleMs;
    this.#onMissing = onMissing;
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

  // Counts from the last report, so that a file is not read between two writes; up to a limit, for files that are written
  // all the time.
  #settleThenLook(): void {
    if (this.#closed) return;
    const nowMs = this.#clock.nowMs();
    if (this.#settle === undefined) this.#settleBy = nowMs + maxSettles * this.#settleMs;
    this.#settle?.cancel();
    const delayMs = Math.max(0, Math.min(this.#settleMs, this.#settleBy - nowMs));
    this.#settle = this.#clock.setTimer(delayMs, () => {
      this.#settle = undefined;
      this.#look();
    });
  }

  // One check after the other, so that older content cannot be noted last.
  #look(): void {
    this.#looking = this.#looking.then(() => this.#compare());
  }

  async #compare(): Promise<void> {
    const contents = await Promise.all(this.#files.map(contentIfThere));
    if (this.#closed) return;
    for (const [index, file] of this.#files.entries()) this.#notePresence(file, contents[index]);
    const changed = this.#files.filter((file, index) => this.#note(file, contents[index]));
    if (changed.length > 0) this.#onChange();
  }

  #notePresence(file: string, content: Uint8Array | undefined): void {
    const isNew = content === undefined && !this.#missing.has(file) && this.#digests.has(file);
    if (content === undefined) this.#missing.add(file);
    else this.#missing.delete(file);
    if (isNew) this.#onMissing(file);
  }

  /** Whether `content` differs from that of the last time. */
  #note(file: string, content: Uint8Array | undefined): boolean {
    if (content === undefined || content.length === 0) return false;
    const digest = createHash('sha256').update(content).digest('base64');
    const isChange = this.#digests.get(file) !== digest;
    this.#digests.set(file, digest);
    return isChange;
  }
}

// If a folder cannot be watched, only polling remains.
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
    return readRegularFileSync(file, { maxBytes });
  } catch {
    return undefined;
  }
}

function contentIfThere(file: string): Promise<Uint8Array | undefined> {
  return readRegularFile(file, { maxBytes }).catch(() => undefined);
}
