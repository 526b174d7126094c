import type { Clock, Timer } from '@laneway/contracts';

import type { IsolationBudget } from './isolation-budget.ts';
import type { ThreadMeter } from './thread-meter.ts';

/** Time between two samples of a busy thread. Milliseconds. */
const sampleEveryMs = 100;
const bytesPerMiB = 1024 * 1024;

/** What a watch is made with. */
export interface BudgetWatchOptions {
  readonly meter: ThreadMeter;
  readonly clock: Clock;
  readonly budget: IsolationBudget;
  /** Called with the reason as a predicate: "has not answered for 5000 ms". Once. */
  readonly onExceeded: (reason: string) => void;
}

/** One batch of work. */
interface Work {
  samples: number;
  /** CPU time of the thread at the first sample, up to 100 ms after the work began. Milliseconds. */
  cpuMsAtFirstSample: number | undefined;
}

/** Samples a busy thread and reports when it exceeds its budget. An idle thread costs nothing. */
export class BudgetWatch {
  readonly #options: BudgetWatchOptions;
  #work: Work | undefined;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(options: BudgetWatchOptions) {
    this.#options = options;
  }

  /** The thread has got work. */
  onBusy(): void {
    this.#work = { samples: 0, cpuMsAtFirstSample: undefined };
    if (this.#timer === undefined) this.#setTimer();
  }

  /** The thread has done its work. One more sample follows, because it may have kept memory. */
  onIdle(): void {
    this.#work = undefined;
  }

  /** Stops sampling. */
  close(): void {
    this.#isClosed = true;
    this.#work = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #setTimer(): void {
    this.#timer = this.#options.clock.setTimer(sampleEveryMs, () => this.#sample());
  }

  #sample(): void {
    this.#timer = undefined;
    const work = this.#work;
    if (work !== undefined) {
      // Samples are counted, not time: while the gateway's own event loop is blocked, no answer can arrive.
      work.samples += 1;
      const { answerMs } = this.#options.budget;
      if (work.samples * sampleEveryMs > answerMs)
        return this.#exceeded(`has not answered for ${answerMs} ms`);
      this.#setTimer();
    }
    // A thread that cannot be measured still has its time to answer.
    this.#measure(work).catch(() => undefined);
  }

  async #measure(work: Work | undefined): Promise<void> {
    const { meter, budget } = this.#options;
    const { cpuMs, externalBytes } = await meter();
    if (externalBytes > budget.memoryMiB * bytesPerMiB)
      return this.#exceeded(`has used more than ${budget.memoryMiB} MiB of memory`);
    if (work === undefined || work !== this.#work) return;
    work.cpuMsAtFirstSample ??= cpuMs;
    if (cpuMs - work.cpuMsAtFirstSample > budget.cpuMs)
      this.#exceeded(`has used more than ${budget.cpuMs} ms of CPU time for one batch`);
  }

  #exceeded(reason: string): void {
    if (this.#isClosed) return;
    this.close();
    this.#options.onExceeded(reason);
  }
}
