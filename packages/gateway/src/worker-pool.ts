import type { WorkerPool } from '@laneway/contracts';
import type { Tinypool } from 'tinypool';

/** A pool of workers that starts with the first task: most gateways have none. */
export class LazyPool implements WorkerPool {
  #pool: Promise<Tinypool> | undefined;

  async run(task: { readonly url: string; readonly name: string; readonly input: unknown }, signal?: AbortSignal): Promise<unknown> {
    this.#pool ??= import('tinypool').then(({ Tinypool }) => new Tinypool({ filename: task.url, minThreads: 0, maxThreads: 2 }));
    const pool = await this.#pool;
    return pool.run(task.input, { filename: task.url, name: task.name, ...(signal === undefined ? {} : { signal }) });
  }

  async close(): Promise<void> {
    const pool = await this.#pool;
    await pool?.destroy();
  }
}
