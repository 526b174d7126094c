import type { ResponseOpening, ResponseProcessor, ResponseStage } from '@laneway/contracts';
import type { PipelineOwner } from '@laneway/core';
import { ResponsePipeline } from '@laneway/core';

import { requestView } from './request-copy.ts';
import type { OpeningCopy, Step, ThreadMessage } from './thread-messages.ts';

/** Runs the stages of one processor in the thread, each on the steps of its answer. */
export class AnswerReaders {
  readonly #processor: ResponseProcessor;
  readonly #post: (message: ThreadMessage) => void;
  readonly #pipelines = new Map<number, ResponsePipeline>();

  constructor(processor: ResponseProcessor, post: (message: ThreadMessage) => void) {
    this.#processor = processor;
    this.#post = post;
  }

  take(step: Step): void {
    const { answer } = step;
    switch (step.kind) {
      case 'open':
        return this.#open(answer, step.opening);
      case 'bytes':
        return this.#pipelines.get(answer)?.push(step.bytes);
      case 'end':
      case 'cancel':
        return this.#finish(answer, step.kind);
      default:
        return step satisfies never;
    }
  }

  #open(answer: number, { request, endpoint, head }: OpeningCopy): void {
    const opening: ResponseOpening = {
      request: requestView(request),
      endpoint,
      head,
      report: (usage) => this.#post({ kind: 'usage', answer, usage }),
    };
    let stage: ResponseStage | undefined;
    try {
      stage = this.#processor.open(opening);
    } catch (error) {
      return this.#onThrow(answer, error);
    }
    if (stage === undefined) return this.#post({ kind: 'answer-done', answer });
    const owner: PipelineOwner = {
      forward() {},
      inspect() {},
      blame: (_place, error) => this.#onThrow(answer, error),
    };
    const processor: ResponseProcessor = { mode: 'observe', open: () => stage };
    this.#pipelines.set(answer, new ResponsePipeline(owner, [processor], opening, false));
  }

  #finish(answer: number, ending: 'end' | 'cancel'): void {
    const pipeline = this.#pipelines.get(answer);
    if (pipeline === undefined) return;
    this.#pipelines.delete(answer);
    pipeline[ending]();
    if (pipeline.pendingReports === undefined) this.#post({ kind: 'answer-done', answer });
    else void pipeline.pendingReports.then(() => this.#post({ kind: 'answer-done', answer }));
  }

  #onThrow(answer: number, error: unknown): void {
    this.#pipelines.delete(answer);
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    this.#post({ kind: 'threw', answer, name, message });
  }
}
