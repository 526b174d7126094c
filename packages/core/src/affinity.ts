import { LRUMap } from 'mnemonist';

import type { RequestView, ResponseOpening, ResponseProcessor, ResponseStage } from '@laneway/contracts';

import type { Facade } from './facade.ts';

/** Collections whose objects live in the one resource that made them. */
const collections =
  /\/(responses|files|batches|uploads|threads|assistants|vector_stores|containers|conversations|evals|jobs)(?:\/([^/?]+))?/g;
/** Members of a body that refer to such objects. */
const references = [
  'previous_response_id',
  'input_file_id',
  'conversation',
  'thread_id',
  'assistant_id',
  'training_file',
];
/** Members of an answer that name such objects. */
const names = ['id', 'output_file_id', 'error_file_id', 'thread_id'];
/** Ids remembered; the least recently used is forgotten first, and then any endpoint may be asked. */
const capacity = 100_000;

/** Knows which endpoint holds what a request refers to: files, batches, stored responses live in one resource. */
export class Affinity {
  readonly #homes = new LRUMap<string, string>(capacity);

  /** The endpoint that the request must go to; `undefined` if any of the facade's will do. */
  pinOf(request: RequestView, facade: Facade): string | undefined {
    for (const id of idsIn(request)) {
      const home = this.#homes.get(id);
      if (home !== undefined && facade.endpoints.some(({ name }) => name === home)) return home;
    }
    return undefined;
  }

  /** Reads from an answer which objects its endpoint holds; `undefined` if the request can't have made any. */
  observer(request: RequestView): ResponseProcessor | undefined {
    if (!isStateful(request.path)) return undefined;
    return { mode: 'observe', open: (opening) => this.#stage(opening) };
  }

  #stage({ endpoint }: ResponseOpening): ResponseStage {
    return {
      onEvent: ({ type, data }) => {
        if (type === 'response.created' || type === 'response.completed')
          this.#learn(parsed(data), endpoint.name);
      },
      onBody: (body) => this.#learn(parsed(new TextDecoder().decode(body)), endpoint.name),
    };
  }

  #learn(answer: unknown, endpoint: string): void {
    if (!isObject(answer)) return;
    for (const name of names) {
      const id = answer[name];
      if (typeof id === 'string' && id !== '') this.#homes.set(id, endpoint);
    }
    this.#learn(answer['response'], endpoint);
  }
}

function isStateful(path: string): boolean {
  return path.search(collections) >= 0;
}

function* idsIn(request: RequestView): Iterable<string> {
  if (!isStateful(request.path)) return;
  for (const [, , id] of request.path.matchAll(collections)) if (id !== undefined) yield id;
  const body = request.json();
  if (!isObject(body)) return;
  for (const name of references) {
    const reference = body[name];
    if (typeof reference === 'string') yield reference;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
