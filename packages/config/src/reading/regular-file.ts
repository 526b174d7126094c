import type { Stats } from 'node:fs';
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';

/** Limits of reading a file. */
export interface FileLimits {
  /** Largest file. Bytes. @default 1_048_576 */
  readonly maxBytes?: number;
  /** Longest time, for `readRegularFile`. Milliseconds. @default 5_000 */
  readonly timeoutMs?: number;
}

const defaultMaxBytes = 1024 * 1024;
const chunkBytes = 64 * 1024;
// A named pipe may take the place of the file between looking at it and opening it: then opening must not block.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Why a file is not read; completes the sentence "The file cannot be read:". */
class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}

/**
 * The content of a regular file. Rejects if it cannot be read, is a pipe, a device, a socket or a folder, or exceeds the
 * limits.
 */
export async function readRegularFile(
  path: string,
  { maxBytes = defaultMaxBytes, timeoutMs = 5_000 }: FileLimits = {},
): Promise<Buffer> {
  const overdue = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => overdue.reject(new UnusableFile(`reading it took more than ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    return await Promise.race([readWhole(path, maxBytes), overdue.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The text of a regular file of at most 1 MiB. Throws if it cannot be read. */
export function readText(path: string): string {
  return readRegularFileSync(path).toString('utf8');
}

/** The same without waiting for a promise, and without a limit of time. Throws. */
export function readRegularFileSync(path: string, { maxBytes = defaultMaxBytes }: FileLimits = {}): Buffer {
  refuse(statSync(path), maxBytes);
  const file = openSync(path, flags);
  try {
    refuse(fstatSync(file), maxBytes);
    const chunks: Buffer[] = [];
    for (let bytes = 0; ;) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const count = readSync(file, chunk);
      if (count === 0) return Buffer.concat(chunks);
      bytes += count;
      refuseLength(bytes, maxBytes);
      chunks.push(chunk.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
}

async function readWhole(path: string, maxBytes: number): Promise<Buffer> {
  refuse(await stat(path), maxBytes);
  const file: FileHandle = await open(path, flags);
  try {
    refuse(await file.stat(), maxBytes);
    const chunks: Buffer[] = [];
    for (let bytes = 0; ;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(chunkBytes));
      if (bytesRead === 0) return Buffer.concat(chunks);
      bytes += bytesRead;
      refuseLength(bytes, maxBytes);
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

function refuse(stats: Stats, maxBytes: number): void {
  if (!stats.isFile()) throw new UnusableFile('it is not a regular file');
  refuseLength(stats.size, maxBytes);
}

// A file can grow while it is read, and some of the system have a size of 0.
function refuseLength(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) throw new UnusableFile(`it has more than ${maxBytes} bytes`);
}
