const needle = Buffer.from('usage');
const toValue = 'usage":'.length;
const firstOfNull = 0x6e;

/**
 * Whether JSON text may hold a member whose name begins with `usage` and that isn't null.
 * Looks at bytes only, since it is asked for every event; errs on the side of yes.
 */
export function mayHoldUsage(json: Uint8Array): boolean {
  let at = indexOfNeedle(json, 0);
  while (at !== -1) {
    // Backends that send `"usage":null` in every event write no space there.
    if (json[at + toValue] !== firstOfNull) return true;
    at = indexOfNeedle(json, at + toValue);
  }
  return false;
}

// Called this way because views needn't be Buffers, and wrapping each one costs as much as the search.
function indexOfNeedle(json: Uint8Array, from: number): number {
  return Buffer.prototype.indexOf.call(json, needle, from);
}
