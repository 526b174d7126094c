import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

type Decoder = (body: Uint8Array, limits: { readonly maxOutputLength: number }) => Buffer;

const decoders = new Map<string, Decoder>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
]);

// As large as a body may be that wasn't compressed: a small answer must not unfold without bounds.
const maxOutputLength = 4 * 1024 * 1024;

/** Whether content of this encoding (the value of `content-encoding`, lower case) is readable as it is. */
export function isPlain(encoding: string): boolean {
  return encoding === 'identity' || encoding === '';
}

/**
 * The body without its content encoding (lower case); `undefined` if that is unknown, broken, or hides more than 4 MiB.
 * Shares the memory of `body` if it is plain. Source: https://www.rfc-editor.org/rfc/rfc9110#name-content-codings
 */
export function plainBody(body: Uint8Array, encoding: string): Buffer | undefined {
  if (isPlain(encoding)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  try {
    return decoders.get(encoding)?.(body, { maxOutputLength });
  } catch {
    // Corrupt or too large: the client gets it as it is, only whoever wants to read it can't.
    return undefined;
  }
}
