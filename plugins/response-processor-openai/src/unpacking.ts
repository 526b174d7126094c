import type { Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

const decoders = new Map<string, () => Transform>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['deflate', () => createInflate()],
  ['br', () => createBrotliDecompress()],
  ['zstd', () => createZstdDecompress()],
]);

/** Bytes that may wait to be unpacked: bodies come as fast as their readers take them, whatever this one does. */
const mostWaiting = 16 * 1024 * 1024;
/** Bytes that may come out: a small body must not unfold without bounds. */
const mostContent = 1024 * 1024 * 1024;

/** Removes the content coding of a body that passes by, on a thread beside. Gives up if it can't keep up. */
export class Unpacking {
  readonly #decoder: Transform;
  readonly #ended: Promise<boolean>;
  #contentBytes = 0;

  private constructor(decoder: Transform, onContent: (content: Uint8Array) => void) {
    this.#decoder = decoder;
    this.#ended = finished(decoder).then(
      () => true,
      () => false,
    );
    decoder.on('data', (content: Buffer) => {
      this.#contentBytes += content.length;
      if (this.#contentBytes > mostContent) this.stop();
      else onContent(content);
    });
  }

  /** `undefined` if nobody knows the coding (lower case). */
  static of(coding: string, onContent: (content: Uint8Array) => void): Unpacking | undefined {
    const decoder = decoders.get(coding)?.();
    return decoder && new Unpacking(decoder, onContent);
  }

  push(chunk: Uint8Array): void {
    if (this.#decoder.writableLength > mostWaiting) this.stop();
    // A copy, for it is not at once that it is read.
    if (!this.#decoder.destroyed) this.#decoder.write(Buffer.from(chunk));
  }

  /** The body is complete. Resolves when all of its content has come, with whether it has. */
  end(): Promise<boolean> {
    if (!this.#decoder.destroyed) this.#decoder.end();
    return this.#ended;
  }

  stop(): void {
    this.#decoder.destroy();
  }
}
