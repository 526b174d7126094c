import type { ResponseStage } from '@laneway/contracts';

import { isPlain } from './content-coding.ts';
import { StreamDecoder } from './stream-decoder.ts';

/** Reads the content of an answer as it passes. */
export interface ContentReader {
  /** The chunk is valid during the call only: copy it to keep it. */
  push(content: Uint8Array): void;
  /** All content was pushed. Not called for an answer that breaks off or can't be decoded. */
  end(): void;
}

/** A stage that shows `reader` an answer without its content coding (lower case); `undefined` if the coding is unknown. */
export function contentStage(coding: string, reader: ContentReader): ResponseStage | undefined {
  if (isPlain(coding)) return { onChunk: (chunk) => reader.push(chunk), onEnd: () => reader.end() };
  const decoder = StreamDecoder.of(coding, (content) => reader.push(content));
  if (decoder === undefined) return undefined;
  return {
    onChunk: (chunk) => decoder.push(chunk),
    onEnd: async () => {
      if (await decoder.end()) reader.end();
    },
    onCancel: () => decoder.stop(),
  };
}
