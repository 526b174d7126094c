import { Worker } from 'node:worker_threads';

import type { Clock } from '@laneway/contracts';

import { BudgetWatch } from './budget-watch.ts';
import type { IsolationBudget } from './isolation-budget.ts';
import type { Order, Step, ThreadTask, Word } from './thread-messages.ts';

/** How long a thread has to close its processor before it is ended. Milliseconds. */
const closeMs = 1_000;

/** What a thread is run with. */
export interface ThreadParts {
  readonly task: ThreadTask;
  readonly budget: IsolationBudget;
  readonly clock: Clock;
  readonly onWord: (word: Word) => void;
  /** It is over, and not because it was closed. `deed`: what it did, as the end of a sentence about it. */
  readonly onLost: (deed: string) => void;
}

/** A thread that is shown answers: told only as much at once as it has noted, so that what waits can be counted. */
export class StageThread {
  readonly #parts: ThreadParts;
  readonly #worker: Worker;
  readonly #watch: BudgetWatch;
  readonly #exited = Promise.withResolvers<void>();
  #waiting: Step[] = [];
  #backlogBytes = 0;
  #busy = true;
  #over = false;

  /** It is busy with starting until it says that it is ready, or refuses. */
  constructor(parts: ThreadParts) {
    const { task, budget, clock } = parts;
    this.#parts = parts;
    this.#worker = new Worker(new URL(import.meta.resolve('@laneway/isolation/thread')), {
      name: task.instance,
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: budget.memoryMiB },
    });
    this.#watch = new BudgetWatch({
      worker: this.#worker,
      budget,
      clock,
      onOver: (deed) => this.#lose(deed),
    });
    this.#worker.on('message', (word: Word) => this.#hear(word));
    this.#worker.on('messageerror', () => this.#lose('has said something that can not be read'));
    this.#worker.on('error', (error) => this.#lose(deedOf(error, budget)));
    this.#worker.on('exit', () => {
      this.#exited.resolve();
      this.#lose('has ended its thread');
    });
    this.#watch.begin();
  }

  /** Shows it the next step of an answer. What bytes it has are given away. */
  show(step: Step): void {
    if (this.#over) return;
    this.#waiting.push(step);
    this.#backlogBytes += weightOf(step);
    if (this.#backlogBytes > this.#parts.budget.backlogBytes)
      this.#lose(`has fallen ${this.#parts.budget.backlogBytes} bytes behind`);
    else if (!this.#busy) this.#tell();
  }

  /** Lets the processor close, for a second at most, and ends the thread. */
  async close(): Promise<void> {
    if (!this.#over) {
      this.#stop();
      this.#order({ kind: 'close' }, []);
      const patience = this.#parts.clock.setTimer(closeMs, () => this.#exited.resolve());
      await this.#exited.promise;
      patience.cancel();
    }
    this.#end();
  }

  #hear(word: Word): void {
    if (word.kind === 'logged') return this.#parts.onWord(word);
    if (this.#over) return;
    if (word.kind === 'noted' || word.kind === 'ready') this.#rest();
    this.#parts.onWord(word);
    if (!this.#busy && this.#waiting.length > 0) this.#tell();
  }

  #rest(): void {
    this.#busy = false;
    this.#watch.rest();
    // From the start on, the process has more important reasons to go on.
    this.#worker.unref();
  }

  #tell(): void {
    const steps = this.#waiting;
    this.#waiting = [];
    this.#backlogBytes = 0;
    this.#busy = true;
    this.#watch.begin();
    this.#order({ kind: 'steps', steps }, steps.flatMap(buffersOf));
  }

  #order(order: Order, given: ArrayBuffer[]): void {
    this.#worker.postMessage(order, given);
  }

  #lose(deed: string): void {
    if (this.#over) return;
    this.#stop();
    this.#end();
    this.#parts.onLost(deed);
  }

  #stop(): void {
    this.#over = true;
    this.#waiting = [];
    this.#watch.close();
  }

  // Not waited for: a loop that the engine never looks into can't be stopped, and must not stop anybody else.
  #end(): void {
    void this.#worker.terminate();
  }
}

function deedOf(error: unknown, { memoryMiB }: IsolationBudget): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return `has taken more than ${memoryMiB} MiB of memory`;
  return `has crashed: ${typeof message === 'string' ? message : String(error)}`;
}

function weightOf(step: Step): number {
  return buffersOf(step).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function buffersOf(step: Step): ArrayBuffer[] {
  if (step.kind === 'bytes') return [step.bytes.buffer];
  if (step.kind !== 'open' || step.opening.request.body.kind !== 'bytes') return [];
  return [step.opening.request.body.bytes.buffer];
}
