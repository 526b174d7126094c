import { brotliDecompressSync, constants, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

import { headerValue } from '@laneway/contracts';
import type { Answer } from '@laneway/contracts';

type Unpack = (packed: Uint8Array) => Uint8Array;

// A small answer must not unfold without bounds: errors are no longer than this.
const maxOutputLength = 1024 * 1024;

// Flushed rather than finished: of a body that is cut short, what has come counts.
const zlib = { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH };
const brotli = { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH };
const zstd = { maxOutputLength, finishFlush: constants.ZSTD_e_flush };

const encodings = new Map<string, Unpack>([
  ['gzip', (packed) => gunzipSync(packed, zlib)],
  ['x-gzip', (packed) => gunzipSync(packed, zlib)],
  ['deflate', (packed) => inflateSync(packed, zlib)],
  ['br', (packed) => brotliDecompressSync(packed, brotli)],
  ['zstd', (packed) => zstdDecompressSync(packed, zstd)],
]);

/** The text of what there is of a body, unpacked if it is compressed; empty if it can't be, or would be more than 1 MiB. */
export function bodyText({ head, body }: Answer): string {
  const encoding = headerValue(head.headers, 'content-encoding')?.trim().toLowerCase() ?? '';
  const unpack = encodings.get(encoding);
  try {
    return new TextDecoder().decode(unpack === undefined ? body : unpack(body));
  } catch {
    // Backends may send what they like: what can't be read says nothing.
    return '';
  }
}
