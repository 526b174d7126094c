import { brotliDecompressSync, constants, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

import { isPlain } from './content-coding.ts';

interface DecoderOptions {
  readonly maxOutputLength: number;
  readonly finishFlush?: number;
}

interface Decoder {
  readonly decode: (body: Uint8Array, options: DecoderOptions) => Buffer;
  /** Makes `decode` return what it has when the body ends too early, where it would throw otherwise. */
  readonly flush: number;
}

const gzip: Decoder = { decode: gunzipSync, flush: constants.Z_SYNC_FLUSH };

const decoders = new Map<string, Decoder>([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', { decode: inflateSync, flush: constants.Z_SYNC_FLUSH }],
  ['br', { decode: brotliDecompressSync, flush: constants.BROTLI_OPERATION_FLUSH }],
  ['zstd', { decode: zstdDecompressSync, flush: constants.ZSTD_e_flush }],
]);

const bodyLimit = 4 * 1024 * 1024;
const startLimit = 1024 * 1024;

/**
 * The whole `body` without its content coding (lower case); `undefined` if the coding is unknown, the body is corrupt or
 * cut short, or the content is larger than 4 MiB. Shares the memory of a body that is not compressed.
 */
export function decodedBody(body: Uint8Array, coding: string): Buffer | undefined {
  if (isPlain(coding)) return viewOf(body);
  return decoded(decoders.get(coding), body, { maxOutputLength: bodyLimit });
}

/**
 * The same for a body of which only the beginning may have arrived: content as far as it can be decoded, at most 1 MiB.
 * A body whose coding is unknown is returned as it is.
 */
export function decodedStart(body: Uint8Array, coding: string): Buffer | undefined {
  const decoder = decoders.get(coding);
  if (decoder === undefined) return viewOf(body);
  return decoded(decoder, body, { maxOutputLength: startLimit, finishFlush: decoder.flush });
}

function decoded(
  decoder: Decoder | undefined,
  body: Uint8Array,
  options: DecoderOptions,
): Buffer | undefined {
  try {
    return decoder?.decode(body, options);
  } catch {
    // The client gets the body as the backend sent it: only reading it is impossible.
    return undefined;
  }
}

function viewOf(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}
