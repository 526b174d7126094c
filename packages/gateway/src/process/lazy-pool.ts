import type { WorkerPool } from '@laneway/contracts';
import type { Tinypool } from 'tinypool';

const maxThreads = 2;

/** A worker pool that starts with its first task: most gateways have none. */
export class LazyPool implements WorkerPool {
  #pool: Promise<Tinypool> | undefined;

  async run(
    { url, name, input }: { readonly url: string; readonly name: string; readonly input: unknown },
    signal?: AbortSignal,
  ): Promise<unknown> {
    this.#pool ??= startPool(url);
    const pool = await this.#pool;
    return pool.run(input, { filename: url, name, ...(signal !== undefined && { signal }) });
  }

  async close(): Promise<void> {
    const pool = await this.#pool;
    await pool?.destroy();
  }
}

async function startPool(filename: string): Promise<Tinypool> {
  const { Tinypool } = await import('tinypool');
  return new Tinypool({ filename, minThreads: 0, maxThreads });
}
