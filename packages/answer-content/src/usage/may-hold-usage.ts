const needle = Buffer.from('usage');
const toValue = 'usage":'.length;
const firstOfNull = 0x6e;

/**
 * Whether JSON text may have a member whose name begins with `usage` and whose value isn't null. Searches bytes, because it is
 * called for every event; true in doubt.
 */
export function mayHoldUsage(json: Uint8Array): boolean {
  let at = indexOfNeedle(json, 0);
  while (at !== -1) {
    // Backends that send `"usage":null` in every event have no space there.
    if (json[at + toValue] !== firstOfNull) return true;
    at = indexOfNeedle(json, at + toValue);
  }
  return false;
}

// Called in this way because views may not be Buffers, and wrapping each one costs as much as the search.
function indexOfNeedle(json: Uint8Array, from: number): number {
  return Buffer.prototype.indexOf.call(json, needle, from);
}
