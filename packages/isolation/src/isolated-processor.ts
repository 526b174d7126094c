import type { PluginHost, ResponseOpening, ResponseProcessor, ResponseStage } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import type { IsolationBudget } from './isolation-budget.ts';
import { IsolatedStage } from './isolated-stage.ts';
import { shownRequest } from './shown-request.ts';
import { StageThread } from './stage-thread.ts';
import type { ShownOpening, ThreadTask, Word } from './thread-messages.ts';

/** Stands for a processor that works in a thread of its own. Once that is lost, it reads no more answers. */
export class IsolatedProcessor implements ResponseProcessor {
  readonly mode = 'observe';
  readonly #host: PluginHost;
  readonly #thread: StageThread;
  readonly #started = Promise.withResolvers<void>();
  readonly #stages = new Map<number, IsolatedStage>();
  #answers = 0;
  #quarantined = false;
  /** Why it is quarantined, as long as nobody has been told. */
  #untold: Error | undefined;

  /** Rejects with `LanewayError` `plugin_invalid` if the processor can't be created there, or rewrites. */
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
    this.#thread = new StageThread({
      task,
      budget,
      clock: host.clock,
      onWord: (word) => this.#hear(word),
      onLost: (deed) => this.#quarantine(deed),
    });
  }

  open(opening: ResponseOpening): ResponseStage | undefined {
    const error = this.#untold;
    this.#untold = undefined;
    if (error !== undefined) throw error;
    if (this.#quarantined) return undefined;
    const answer = (this.#answers += 1);
    const stage = new IsolatedStage(answer, opening.report, this.#thread);
    this.#stages.set(answer, stage);
    this.#thread.show({ kind: 'open', answer, opening: shownOpening(opening) });
    return stage;
  }

  async close(): Promise<void> {
    for (const stage of this.#stages.values()) stage.finish();
    this.#stages.clear();
    await this.#thread.close();
  }

  #hear(word: Word): void {
    switch (word.kind) {
      case 'ready':
        return word.mode === 'observe'
          ? this.#started.resolve()
          : this.#refuse('rewrites answers, and isolation is for processors that observe', '.isolation');
      case 'refused':
        return this.#refuse(`can not be created: ${word.message}`);
      case 'usage':
        return this.#stages.get(word.answer)?.report(word.usage);
      case 'done':
        this.#stages.get(word.answer)?.finish();
        return void this.#stages.delete(word.answer);
      case 'threw':
        this.#stages.get(word.answer)?.fail(namedError(word.name, word.message));
        return void this.#stages.delete(word.answer);
      case 'logged':
        return this.#host.log[word.level](word.message, word.fields);
      case 'noted':
        return undefined;
      default:
        return word satisfies never;
    }
  }

  #refuse(reason: string, part = ''): void {
    const { instance } = this.#host;
    const param = `${instance}${part}`;
    this.#started.reject(new LanewayError('plugin_invalid', `${param}: the plugin ${reason}`, { param }));
  }

  // One answer tells of it for all: the one that does so at once, if there is any.
  #quarantine(deed: string): void {
    const error = namedError('Quarantined', `${this.#host.instance} ${deed}; it reads no more answers`);
    this.#quarantined = true;
    this.#refuse(deed);
    const stages = [...this.#stages.values()];
    const teller = stages.find(({ ending }) => ending) ?? stages[0];
    this.#stages.clear();
    if (teller === undefined) this.#untold = error;
    teller?.fail(error);
    for (const stage of stages) if (stage !== teller) stage.finish();
  }
}

function shownOpening({ request, endpoint, head }: ResponseOpening): ShownOpening {
  const { name, origin, basePath, labels } = endpoint;
  const { status, statusText, headers } = head;
  return {
    request: shownRequest(request),
    endpoint: { name, origin, basePath, labels },
    head: { status, statusText, headers },
  };
}

function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
