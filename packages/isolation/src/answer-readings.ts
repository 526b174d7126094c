import type { ResponseOpening, ResponseProcessor, ResponseStage } from '@laneway/contracts';
import type { PipelineOwner } from '@laneway/core';
import { ResponsePipeline } from '@laneway/core';

import { requestView } from './shown-request.ts';
import type { ShownOpening, Step, Word } from './thread-messages.ts';

/** Shows answers to a processor just as the gateway would, but from copies, in the thread. */
export class AnswerReadings {
  readonly #processor: ResponseProcessor;
  readonly #say: (word: Word) => void;
  readonly #readings = new Map<number, ResponsePipeline>();

  constructor(processor: ResponseProcessor, say: (word: Word) => void) {
    this.#processor = processor;
    this.#say = say;
  }

  take(step: Step): void {
    const { answer } = step;
    switch (step.kind) {
      case 'open':
        return this.#open(answer, step.opening);
      case 'bytes':
        return this.#readings.get(answer)?.push(step.bytes);
      case 'end':
      case 'cancel':
        return this.#finish(answer, step.kind);
      default:
        return step satisfies never;
    }
  }

  #open(answer: number, { request, endpoint, head }: ShownOpening): void {
    const opening: ResponseOpening = {
      request: requestView(request),
      endpoint,
      head,
      report: (usage) => this.#say({ kind: 'usage', answer, usage }),
    };
    let stage: ResponseStage | undefined;
    try {
      stage = this.#processor.open(opening);
    } catch (error) {
      return this.#onThrow(answer, error);
    }
    if (stage === undefined) return this.#say({ kind: 'done', answer });
    const owner: PipelineOwner = {
      forward() {},
      inspect() {},
      blame: (_place, error) => this.#onThrow(answer, error),
    };
    const reader: ResponseProcessor = { mode: 'observe', open: () => stage };
    this.#readings.set(answer, new ResponsePipeline(owner, [reader], opening, false));
  }

  #finish(answer: number, ending: 'end' | 'cancel'): void {
    const reading = this.#readings.get(answer);
    if (reading === undefined) return;
    this.#readings.delete(answer);
    reading[ending]();
    if (reading.untold === undefined) this.#say({ kind: 'done', answer });
    else void reading.untold.then(() => this.#say({ kind: 'done', answer }));
  }

  #onThrow(answer: number, error: unknown): void {
    this.#readings.delete(answer);
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    this.#say({ kind: 'threw', answer, name, message });
  }
}
