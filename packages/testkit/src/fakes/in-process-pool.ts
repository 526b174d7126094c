import type { WorkerPool } from '@laneway/contracts';

/** A worker pool without workers: input and result are cloned as they would be, the function runs here. */
export const inProcessPool: WorkerPool = {
  async run({ url, name, input }, signal) {
    signal?.throwIfAborted();
    const module: Record<string, unknown> = await import(url);
    const task = module[name];
    if (typeof task !== 'function') throw new TypeError(`${url} has no function ${name}`);
    const result: unknown = await task(structuredClone(input));
    // A worker would have been ended by now and its result lost.
    signal?.throwIfAborted();
    return structuredClone(result);
  },
};
