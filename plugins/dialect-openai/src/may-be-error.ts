import type { SseEvent } from '@laneway/contracts';

/** Bytes of an event that are searched: a number with many digits may stand before the word. */
const searchedBytes = 64;

/**
 * Whether an event may be an error: `event: error`, `data: {"error"` and `event: response.failed` all say so at their
 * beginning. Looks for `rro` and `fai`.
 */
export function mayBeError({ bytes }: SseEvent): boolean {
  const end = Math.min(bytes.length, searchedBytes) - 2;
  for (let index = 0; index < end; index += 1) {
    const byte = bytes[index];
    if (byte === 0x72 && bytes[index + 1] === 0x72 && bytes[index + 2] === 0x6f) return true;
    if (byte === 0x66 && bytes[index + 1] === 0x61 && bytes[index + 2] === 0x69) return true;
  }
  return false;
}
