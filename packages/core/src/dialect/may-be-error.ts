/** Of an event, what is searched: a number with many digits may stand before the word. */
const searchedBytes = 64;

/**
 * Whether an event may tell of an error: `event: error`, `data: {"error"`, `event: response.failed`. What says so, says
 * so at once. Saves decoding all the others.
 */
export function mayBeError(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, searchedBytes) - 3;
  for (let index = 0; index < end; index += 1) {
    const byte = bytes[index];
    if (byte === 0x72 && bytes[index + 1] === 0x72 && bytes[index + 2] === 0x6f) return true;
    if (byte === 0x66 && bytes[index + 1] === 0x61 && bytes[index + 2] === 0x69) return true;
  }
  return false;
}
