import type { Worker } from 'node:worker_threads';

/** What a thread has used so far. */
export interface ThreadUsage {
  /** CPU time since the thread began. Milliseconds. */
  readonly cpuMs: number;
  /** Memory outside the JavaScript heap. Bytes. */
  readonly externalBytes: number;
}

/** Measures a thread. Rejects if the thread has ended or cannot be measured. */
export type ThreadMeter = () => Promise<ThreadUsage>;

/** The meter of a worker thread. Needs Node 24.6 or newer, which measures the CPU time of other threads. */
export function workerMeter(worker: Worker): ThreadMeter {
  return async () => {
    const [cpu, heap] = await Promise.all([worker.cpuUsage(), worker.getHeapStatistics()]);
    return { cpuMs: (cpu.user + cpu.system) / 1_000, externalBytes: heap.external_memory };
  };
}
