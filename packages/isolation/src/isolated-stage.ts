import type { ResponseOpening, ResponseStage, SseEvent } from '@laneway/contracts';

import type { ProcessorThread } from './processor-thread.ts';
import { transferableCopy } from './request-copy.ts';

/** Stands for a stage in a thread: queues copies there, and passes on what the thread reports. */
export class IsolatedStage implements ResponseStage {
  readonly report: ResponseOpening['report'];
  /** Whether the answer has ended and its caller waits for the thread. */
  isEnding = false;
  readonly #answer: number;
  readonly #thread: ProcessorThread;
  readonly #ended = Promise.withResolvers<void>();
  #isOver = false;
  #failure: Error | undefined;

  constructor(answer: number, report: ResponseOpening['report'], thread: ProcessorThread) {
    this.#answer = answer;
    this.report = report;
    this.#thread = thread;
  }

  onEvent({ bytes }: SseEvent): void {
    this.#queue(bytes);
  }

  onChunk(chunk: Uint8Array): void {
    this.#queue(chunk);
  }

  onEnd(): Promise<void> | void {
    return this.#end('end');
  }

  onCancel(): Promise<void> | void {
    return this.#end('cancel');
  }

  /** The thread reports nothing more about this answer. */
  finish(): void {
    this.#isOver = true;
    this.#ended.resolve();
  }

  /** The stage in the thread has failed: the next call throws `error`, or the awaited end rejects with it. */
  fail(error: Error): void {
    this.#isOver = true;
    if (this.isEnding) this.#ended.reject(error);
    else this.#failure = error;
  }

  #queue(bytes: Uint8Array): void {
    this.#throwFailure();
    if (this.#isOver) return;
    this.#thread.queue({ kind: 'bytes', answer: this.#answer, bytes: transferableCopy(bytes) });
  }

  #end(kind: 'end' | 'cancel'): Promise<void> | void {
    this.#throwFailure();
    if (this.#isOver) return undefined;
    this.isEnding = true;
    this.#thread.queue({ kind, answer: this.#answer });
    return this.#ended.promise;
  }

  #throwFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }
}
