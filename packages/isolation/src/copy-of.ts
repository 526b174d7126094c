/** The bytes in memory of their own, which can be given away to a thread. */
export function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  // A Buffer's own slice is a view of a pool, and giving that away would take the pool from everybody.
  return new Uint8Array(bytes);
}
