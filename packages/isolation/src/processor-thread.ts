import { Worker } from 'node:worker_threads';

import type { Clock } from '@laneway/contracts';

import { BudgetWatch } from './budget-watch.ts';
import type { IsolationBudget } from './isolation-budget.ts';
import type { Step, ThreadCommand, ThreadMessage, ThreadTask } from './thread-messages.ts';
import { workerMeter } from './thread-meter.ts';

/** Time that a thread has to close its processor before it is terminated. Milliseconds. */
const closeMs = 1_000;

/** What a thread is made with. */
export interface ProcessorThreadOptions {
  readonly task: ThreadTask;
  readonly budget: IsolationBudget;
  readonly clock: Clock;
  readonly onMessage: (message: ThreadMessage) => void;
  /** The thread ended without `close`. The reason is a predicate: "has crashed: out of ideas". */
  readonly onLost: (reason: string) => void;
}

/** A worker thread with one batch in flight; later steps queue up, so the backlog can be measured. */
export class ProcessorThread {
  readonly #options: ProcessorThreadOptions;
  readonly #worker: Worker;
  readonly #watch: BudgetWatch;
  readonly #exited = Promise.withResolvers<void>();
  #queue: Step[] = [];
  #queuedBytes = 0;
  #isBusy = true;
  #isOver = false;

  /** Starts the thread, which counts as busy until it is ready. */
  constructor(options: ProcessorThreadOptions) {
    const { task, budget, clock } = options;
    this.#options = options;
    this.#worker = new Worker(new URL(import.meta.resolve('@laneway/isolation/thread')), {
      name: task.instance,
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: budget.memoryMiB },
    });
    this.#watch = new BudgetWatch({
      meter: workerMeter(this.#worker),
      clock,
      budget,
      onExceeded: (reason) => this.#lose(reason),
    });
    this.#worker.on('message', (message: ThreadMessage) => this.#onMessage(message));
    this.#worker.on('messageerror', () => this.#lose('sent a message that could not be deserialised'));
    this.#worker.on('error', (error) => this.#lose(reasonOf(error, budget)));
    this.#worker.on('exit', () => {
      this.#exited.resolve();
      this.#lose('has ended its thread');
    });
    this.#watch.onBusy();
  }

  /** Queues a step. The buffers in it are transferred: they must not be used afterwards. */
  queue(step: Step): void {
    if (this.#isOver) return;
    this.#queue.push(step);
    this.#queuedBytes += byteLengthOf(step);
    if (this.#queuedBytes > this.#options.budget.backlogBytes)
      this.#lose(`has fallen ${this.#options.budget.backlogBytes} bytes behind`);
    else if (!this.#isBusy) this.#sendBatch();
  }

  /** Lets the processor close within one second, then terminates the thread. */
  async close(): Promise<void> {
    if (!this.#isOver) {
      this.#stop();
      this.#post({ kind: 'close' }, []);
      const deadline = this.#options.clock.setTimer(closeMs, () => this.#exited.resolve());
      await this.#exited.promise;
      deadline.cancel();
    }
    this.#terminate();
  }

  #onMessage(message: ThreadMessage): void {
    if (message.kind === 'log') return this.#options.onMessage(message);
    if (this.#isOver) return;
    if (message.kind === 'batch-done' || message.kind === 'ready') this.#onIdle();
    this.#options.onMessage(message);
    if (!this.#isBusy && this.#queue.length > 0) this.#sendBatch();
  }

  #onIdle(): void {
    this.#isBusy = false;
    this.#watch.onIdle();
    // Once it has started, the thread does not keep the process alive.
    this.#worker.unref();
  }

  #sendBatch(): void {
    const steps = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#isBusy = true;
    this.#watch.onBusy();
    this.#post({ kind: 'steps', steps }, steps.flatMap(buffersOf));
  }

  #post(command: ThreadCommand, transfer: ArrayBuffer[]): void {
    this.#worker.postMessage(command, transfer);
  }

  #lose(reason: string): void {
    if (this.#isOver) return;
    this.#stop();
    this.#terminate();
    this.#options.onLost(reason);
  }

  #stop(): void {
    this.#isOver = true;
    this.#queue = [];
    this.#watch.close();
  }

  // Not awaited: V8 cannot interrupt some tight loops, and such a thread must not block its owner.
  #terminate(): void {
    void this.#worker.terminate();
  }
}

function reasonOf(error: unknown, { memoryMiB }: IsolationBudget): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return `has used more than ${memoryMiB} MiB of memory`;
  return `has crashed: ${typeof message === 'string' ? message : String(error)}`;
}

function byteLengthOf(step: Step): number {
  return buffersOf(step).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function buffersOf(step: Step): ArrayBuffer[] {
  if (step.kind === 'bytes') return [step.bytes.buffer];
  if (step.kind !== 'open' || step.opening.request.body.kind !== 'bytes') return [];
  return [step.opening.request.body.bytes.buffer];
}
