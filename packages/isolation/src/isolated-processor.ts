import type { PluginHost, ResponseOpening, ResponseProcessor, ResponseStage } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import { IsolatedStage } from './isolated-stage.ts';
import type { IsolationBudget } from './isolation-budget.ts';
import { ProcessorThread } from './processor-thread.ts';
import { copyRequest } from './request-copy.ts';
import type { OpeningCopy, ThreadMessage, ThreadTask } from './thread-messages.ts';

/** Stands for a processor that runs in a thread of its own. Once the thread is lost, it reads no more answers. */
export class IsolatedProcessor implements ResponseProcessor {
  readonly mode = 'observe';
  readonly #host: PluginHost;
  readonly #thread: ProcessorThread;
  readonly #started = Promise.withResolvers<void>();
  readonly #stages = new Map<number, IsolatedStage>();
  #answers = 0;
  #isQuarantined = false;
  /** The quarantine, until it has been reported through a stage. */
  #unreported: Error | undefined;

  /** Rejects with `LanewayError` `plugin_invalid` if the processor cannot be created in the thread, or rewrites. */
  static async start(
    task: ThreadTask,
    host: PluginHost,
    budget: IsolationBudget,
  ): Promise<IsolatedProcessor> {
    const processor = new IsolatedProcessor(task, host, budget);
    try {
      await processor.#started.promise;
    } catch (error) {
      await processor.close();
      throw error;
    }
    return processor;
  }

  private constructor(task: ThreadTask, host: PluginHost, budget: IsolationBudget) {
    this.#host = host;
    this.#thread = new ProcessorThread({
      task,
      budget,
      clock: host.clock,
      onMessage: (message) => this.#onMessage(message),
      onLost: (reason) => this.#quarantine(reason),
    });
  }

  open(opening: ResponseOpening): ResponseStage | undefined {
    const error = this.#unreported;
    this.#unreported = undefined;
    if (error !== undefined) throw error;
    if (this.#isQuarantined) return undefined;
    const answer = (this.#answers += 1);
    const stage = new IsolatedStage(answer, opening.report, this.#thread);
    this.#stages.set(answer, stage);
    this.#thread.queue({ kind: 'open', answer, opening: copyOpening(opening) });
    return stage;
  }

  async close(): Promise<void> {
    for (const stage of this.#stages.values()) stage.finish();
    this.#stages.clear();
    await this.#thread.close();
  }

  #onMessage(message: ThreadMessage): void {
    switch (message.kind) {
      case 'ready':
        return message.mode === 'observe'
          ? this.#started.resolve()
          : this.#failStart(
              'rewrites answers, and only processors that observe can be isolated',
              '.isolation',
            );
      case 'not-created':
        return this.#failStart(`could not be created: ${message.message}`);
      case 'usage':
        return this.#stages.get(message.answer)?.report(message.usage);
      case 'answer-done':
        this.#stages.get(message.answer)?.finish();
        return void this.#stages.delete(message.answer);
      case 'threw':
        this.#stages.get(message.answer)?.fail(namedError(message.name, message.message));
        return void this.#stages.delete(message.answer);
      case 'log':
        return this.#host.log[message.level](message.message, message.fields);
      case 'batch-done':
        return undefined;
      default:
        return message satisfies never;
    }
  }

  #failStart(reason: string, part = ''): void {
    const { instance } = this.#host;
    const param = `${instance}${part}`;
    this.#started.reject(new LanewayError('plugin_invalid', `${param}: The plugin ${reason}.`, { param }));
  }

  // Report the quarantine once, through one open stage: one that has ended reports it at once.
  #quarantine(reason: string): void {
    const error = namedError('Quarantined', `${this.#host.instance} ${reason}. It reads no more answers.`);
    this.#isQuarantined = true;
    this.#failStart(reason);
    const stages = [...this.#stages.values()];
    const reporter = stages.find(({ isEnding }) => isEnding) ?? stages[0];
    this.#stages.clear();
    if (reporter === undefined) this.#unreported = error;
    reporter?.fail(error);
    for (const stage of stages) if (stage !== reporter) stage.finish();
  }
}

function copyOpening({ request, endpoint, head }: ResponseOpening): OpeningCopy {
  const { name, origin, basePath, labels } = endpoint;
  const { status, statusText, headers } = head;
  return {
    request: copyRequest(request),
    endpoint: { name, origin, basePath, labels },
    head: { status, statusText, headers },
  };
}

function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
