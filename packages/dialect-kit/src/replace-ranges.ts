/** Part of some bytes: from `start` up to `end`, `end` not included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A copy of `bytes` with `replacement` in the place of each range; `bytes` itself if there are no ranges. The ranges are in
 * order and do not overlap.
 */
export function replaceRanges(
  bytes: Uint8Array,
  ranges: readonly ByteRange[],
  replacement: Uint8Array,
): Uint8Array {
  if (ranges.length === 0) return bytes;
  const removed = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  const result = new Uint8Array(bytes.length - removed + ranges.length * replacement.length);
  let read = 0;
  let written = 0;
  for (const { start, end } of ranges) {
    result.set(bytes.subarray(read, start), written);
    result.set(replacement, written + start - read);
    written += start - read + replacement.length;
    read = end;
  }
  result.set(bytes.subarray(read), written);
  return result;
}
