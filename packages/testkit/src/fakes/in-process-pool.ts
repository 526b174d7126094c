import type { WorkerPool } from '@laneway/contracts';

/** A worker pool that runs the function in this thread. Input and result are cloned, as a worker would. */
export const inProcessPool: WorkerPool = {
  async run({ url, name, input }, signal) {
    signal?.throwIfAborted();
    const module: Record<string, unknown> = await import(url);
    const task = module[name];
    if (typeof task !== 'function') throw new TypeError(`${url} exports no function ${name}.`);
    const result: unknown = await task(structuredClone(input));
    // A worker would have been terminated, and its result lost.
    signal?.throwIfAborted();
    return structuredClone(result);
  },
};
