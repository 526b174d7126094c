import type { TestContext } from 'node:test';

/** Resolves when `isSo`; asks once in every turn of the event loop, until the test is over. */
export async function until(t: TestContext, isSo: () => boolean): Promise<void> {
  while (!t.signal.aborted && !isSo()) await new Promise(setImmediate);
}
