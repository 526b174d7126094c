import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Clock } from '@laneway/contracts';

/** Options of a rotating file. */
export interface RotatingFileParts {
  readonly path: string;
  /** Size at which it is renamed. Bytes. Only a single longer line makes a file larger. */
  readonly rotateBytes: number;
  readonly clock: Clock;
  /** Called each time lines were lost. */
  onLoss(error: unknown): void;
}

interface WaitingLine {
  readonly text: string;
  readonly bytes: number;
}

/** Largest backlog; beyond it, lines are lost. Bytes. */
const mostWaiting = 8 * 1024 * 1024;
/** Pause after a failed write. Milliseconds. */
const pauseMs = 1_000;
/** Readable by its owner only: it contains the usage of every caller. */
const mode = 0o600;

/**
 * Appends lines to a file without waiting for the disk. A full file is renamed to `path.1`, the next one to `path.2`, and so
 * on. Lines that cannot be written are lost and counted. Only one process may use a file.
 */
export class RotatingFile {
  readonly #parts: RotatingFileParts;
  #lines: WaitingLine[] = [];
  #waitingBytes = 0;
  #lost = 0;
  #handle: FileHandle | undefined;
  #size = 0;
  /** Whether the file ends in the middle of a line. */
  #torn = false;
  #writing: Promise<void> | undefined;
  #endPause: (() => void) | undefined;
  /** Whether `flush` or `close` waits: then there are no pauses. */
  #hurried = false;
  #closed = false;

  /** Creates missing folders. Rejects if the file cannot be written. */
  static async open(parts: RotatingFileParts): Promise<RotatingFile> {
    const file = new RotatingFile(parts);
    await mkdir(dirname(parts.path), { recursive: true });
    await file.#open();
    return file;
  }

  private constructor(parts: RotatingFileParts) {
    this.#parts = parts;
  }

  /** Number of lost lines. */
  get lost(): number {
    return this.#lost;
  }

  /** Appends `line`, which must end with a line feed. Never waits. */
  append(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (this.#closed) {
      this.#lost += 1;
      return;
    }
    if (this.#waitingBytes + bytes > mostWaiting) {
      this.#lost += 1;
      return this.#parts.onLoss(tooSlow);
    }
    this.#lines.push({ text, bytes });
    this.#waitingBytes += bytes;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when every line appended so far is written or lost. */
  async flush(): Promise<void> {
    this.#hurried = true;
    this.#endPause?.();
    await this.#writing;
    this.#hurried = false;
  }

  /** Writes the backlog and closes the file. Later lines are lost. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.sync().catch(() => undefined);
    await handle?.close().catch(() => undefined);
  }

  async #writeAll(): Promise<void> {
    // Starts in a later turn, so that all lines of this turn are written together.
    await Promise.resolve();
    while (this.#lines.length > 0) {
      const lines = this.#nextLines();
      try {
        await this.#write(lines);
      } catch (error) {
        await this.#lose(lines, error);
      }
    }
    this.#writing = undefined;
  }

  /** As many lines as the file has room for; at least one. */
  #nextLines(): readonly WaitingLine[] {
    let room = this.#parts.rotateBytes - this.#size;
    // If the first line needs a new file, count from an empty one.
    if ((this.#lines[0]?.bytes ?? 0) > room) room = this.#parts.rotateBytes;
    let count = 0;
    while (count < this.#lines.length && (count === 0 || (this.#lines[count]?.bytes ?? 0) <= room)) {
      room -= this.#lines[count]?.bytes ?? 0;
      count += 1;
    }
    const lines = this.#lines.splice(0, count);
    this.#waitingBytes -= bytesOf(lines);
    return lines;
  }

  async #write(lines: readonly WaitingLine[]): Promise<void> {
    let handle = this.#handle ?? (await this.#open());
    const bytes = bytesOf(lines);
    if (this.#size > 0 && this.#size + bytes > this.#parts.rotateBytes) handle = await this.#rotate(handle);
    const text = lines.map((line) => line.text).join('');
    await handle.appendFile(this.#torn ? `\n${text}` : text);
    this.#torn = false;
    this.#size += bytes;
  }

  async #open(): Promise<FileHandle> {
    const handle = await open(this.#parts.path, 'a+', mode);
    const { size } = await handle.stat();
    this.#handle = handle;
    this.#size = size;
    this.#torn = size > 0 && (await lastByte(handle, size)) !== lineFeed;
    return handle;
  }

  async #rotate(handle: FileHandle): Promise<FileHandle> {
    const { path } = this.#parts;
    this.#handle = undefined;
    await handle.close();
    await rename(path, `${path}.${(await greatestNumber(path)) + 1}`);
    return this.#open();
  }

  /** Lines of a failed write are lost: some may be on disk, and writing them again would count them twice. */
  async #lose(lines: readonly WaitingLine[], error: unknown): Promise<void> {
    this.#lost += lines.length;
    this.#parts.onLoss(error);
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => undefined);
    if (!this.#hurried) await this.#pause();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#parts.clock.setTimer(pauseMs, resolve);
      this.#endPause = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}

const lineFeed = 10;
const tooSlow = new Error('the disk is too slow');

async function lastByte(handle: FileHandle, size: number): Promise<number | undefined> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0];
}

/** Highest number of a renamed file; 0 if there is none. */
async function greatestNumber(path: string): Promise<number> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path));
  const numbers = names
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
  return Math.max(0, ...numbers);
}

function bytesOf(lines: readonly WaitingLine[]): number {
  return lines.reduce((sum, { bytes }) => sum + bytes, 0);
}
