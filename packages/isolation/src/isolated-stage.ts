import type { ResponseOpening, ResponseStage, SseEvent } from '@laneway/contracts';

import { copyOf } from './copy-of.ts';
import type { StageThread } from './stage-thread.ts';

/** Stands for a stage that reads in a thread: hands copies on, and tells what came of it. */
export class IsolatedStage implements ResponseStage {
  readonly report: ResponseOpening['report'];
  /** Whether all of the answer was shown, and what comes of it is waited for. */
  ending = false;
  readonly #answer: number;
  readonly #thread: StageThread;
  readonly #told = Promise.withResolvers<void>();
  #done = false;
  #failure: Error | undefined;

  constructor(answer: number, report: ResponseOpening['report'], thread: StageThread) {
    this.#answer = answer;
    this.report = report;
    this.#thread = thread;
  }

  onEvent({ bytes }: SseEvent): void {
    this.#show(bytes);
  }

  onChunk(chunk: Uint8Array): void {
    this.#show(chunk);
  }

  onEnd(): Promise<void> | void {
    return this.#end('end');
  }

  onCancel(): Promise<void> | void {
    return this.#end('cancel');
  }

  /** Nothing more will be said of the answer. */
  finish(): void {
    this.#done = true;
    this.#told.resolve();
  }

  /** It has failed. The gateway hears of it as of a stage that throws: by the next call, or by the end it waits for. */
  fail(error: Error): void {
    this.#done = true;
    if (this.ending) this.#told.reject(error);
    else this.#failure = error;
  }

  #show(bytes: Uint8Array): void {
    this.#throwFailure();
    if (!this.#done) this.#thread.show({ kind: 'bytes', answer: this.#answer, bytes: copyOf(bytes) });
  }

  #end(kind: 'end' | 'cancel'): Promise<void> | void {
    this.#throwFailure();
    if (this.#done) return undefined;
    this.ending = true;
    this.#thread.show({ kind, answer: this.#answer });
    return this.#told.promise;
  }

  #throwFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }
}
