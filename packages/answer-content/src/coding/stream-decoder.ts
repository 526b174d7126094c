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

/** Chunks arrive as fast as the client takes them, which may be faster than they are decoded. Bytes. */
const queueLimit = 16 * 1024 * 1024;
/** A small body must not fill the memory. Bytes. */
const contentLimit = 1024 * 1024 * 1024;

/**
 * Removes the content coding of a body chunk by chunk, on zlib's threads. Stops for good, as if the body was corrupt, when
 * more than 16 MiB wait to be decoded or more than 1 GiB of content came out.
 */
export class StreamDecoder {
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
      if (this.#contentBytes > contentLimit) this.stop();
      else onContent(content);
    });
  }

  /** A decoder for this coding (lower case), `undefined` if it is unknown. `onContent` is called later, not during `push`. */
  static of(coding: string, onContent: (content: Uint8Array) => void): StreamDecoder | undefined {
    const decoder = decoders.get(coding)?.();
    return decoder && new StreamDecoder(decoder, onContent);
  }

  /** Takes a copy of the chunk. */
  push(chunk: Uint8Array): void {
    if (this.#decoder.writableLength > queueLimit) this.stop();
    if (!this.#decoder.destroyed) this.#decoder.write(Buffer.from(chunk));
  }

  /** Ends the body. Resolves when all content has been passed to `onContent`: `false` if it was corrupt, cut short or stopped. */
  end(): Promise<boolean> {
    if (!this.#decoder.destroyed) this.#decoder.end();
    return this.#ended;
  }

  stop(): void {
    this.#decoder.destroy();
  }
}
