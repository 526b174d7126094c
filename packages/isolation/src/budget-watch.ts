import type { Worker } from 'node:worker_threads';

import type { Clock, Timer } from '@laneway/contracts';

import type { IsolationBudget } from './isolation-budget.ts';

/** How long after something to do a thread is looked at, and how often while it is busy. Milliseconds. */
const lookEveryMs = 100;
const bytesPerMiB = 1024 * 1024;

/** What is watched, and by what. */
export interface WatchParts {
  readonly worker: Worker;
  readonly budget: IsolationBudget;
  readonly clock: Clock;
  /** Called with what the thread did, as the end of a sentence about it. */
  readonly onOver: (deed: string) => void;
}

/** What a thread is busy with, as far as it has been looked at. */
interface Work {
  /** How often it has been looked at. */
  looks: number;
  /** CPU milliseconds of the thread when it was first looked at; less than a look was spent before. */
  cpuAtMs: number | undefined;
}

/** Looks at a thread while it has something to do, and says when it takes more than it may. An idle thread costs nothing. */
export class BudgetWatch {
  readonly #parts: WatchParts;
  #work: Work | undefined;
  #timer: Timer | undefined;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** The thread has got something to do. */
  begin(): void {
    this.#work = { looks: 0, cpuAtMs: undefined };
    if (this.#timer === undefined) this.#arm();
  }

  /** It has done it. */
  rest(): void {
    this.#work = undefined;
  }

  /** It is over. */
  close(): void {
    this.#work = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    this.#timer = this.#parts.clock.setTimer(lookEveryMs, () => this.#look());
  }

  #look(): void {
    this.#timer = undefined;
    const work = this.#work;
    if (work !== undefined) {
      // Looks are counted, not time: while the gateway itself is held up, no answer can be heard.
      work.looks += 1;
      const { budget, onOver } = this.#parts;
      if (work.looks * lookEveryMs > budget.answerMs)
        return onOver(`has not answered for ${budget.answerMs} ms`);
      this.#arm();
    }
    // A thread that has just ended can't be measured, nor CPU time by a Node before 24.6: then the time to answer counts.
    this.#measure(work).catch(() => undefined);
  }

  async #measure(work: Work | undefined): Promise<void> {
    const { worker, budget, onOver } = this.#parts;
    const [cpu, heap] = await Promise.all([worker.cpuUsage(), worker.getHeapStatistics()]);
    if (heap.external_memory > budget.memoryMiB * bytesPerMiB)
      return onOver(`has taken more than ${budget.memoryMiB} MiB of memory`);
    if (work === undefined || work !== this.#work) return;
    const cpuMs = (cpu.user + cpu.system) / 1_000;
    work.cpuAtMs ??= cpuMs;
    if (cpuMs - work.cpuAtMs > budget.cpuMs)
      onOver(`has taken more than ${budget.cpuMs} ms of CPU time for what it was shown at once`);
  }
}
