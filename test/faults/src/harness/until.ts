import type { TestContext } from 'node:test';

/** Resolves when `isSo` returns true; calls it once per turn of the event loop, until the test ends. */
export async function until(t: TestContext, isSo: () => boolean): Promise<void> {
  while (!t.signal.aborted && !isSo()) await new Promise(setImmediate);
}
