import { LRUMap } from 'mnemonist';

import type { ResponseHead, ResponseOpening, ResponseProcessor, ResponseStage } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import type { RequestFacts } from './request-facts.ts';
import { storedIds } from './stored-references.ts';

/** Members of an answer that name stored objects. */
const names = ['id', 'output_file_id', 'error_file_id', 'thread_id'];
/** Ids remembered; the least recently used is forgotten first, and then any endpoint may be asked. */
const capacity = 100_000;
/** What a file holds is its owner's: it must not tell where other objects are. */
const content = /\/content$/;

/** Removes the content coding (lower case) of a body; `undefined` if it can't. */
export type Unpack = (body: Uint8Array, coding: string) => Uint8Array | undefined;

/** Knows which endpoint holds what a request refers to: files, batches, stored responses live in one resource. */
export class Affinity {
  readonly #homes = new LRUMap<string, string>(capacity);
  readonly #unpack: Unpack;

  constructor(unpack: Unpack) {
    this.#unpack = unpack;
  }

  /** Name of the one among `endpoints` that the request must go to; `undefined` if any will do. */
  pinOf(request: RequestFacts, endpoints: readonly { readonly name: string }[]): string | undefined {
    if (!request.stored) return undefined;
    for (const id of storedIds(request)) {
      const home = this.#homes.get(id);
      if (home !== undefined && endpoints.some(({ name }) => name === home)) return home;
    }
    return undefined;
  }

  /** Reads from an answer which objects its endpoint holds; `undefined` if it can't name any. */
  observer(request: RequestFacts): ResponseProcessor | undefined {
    if (!request.stored || content.test(request.path)) return undefined;
    return { mode: 'observe', open: (opening) => this.#stage(opening) };
  }

  #stage({ endpoint, head }: ResponseOpening): ResponseStage {
    return {
      onEvent: ({ type, data }) => {
        if (type === 'response.created' || type === 'response.completed')
          this.#learn(parsed(data), endpoint.name);
      },
      onBody: (body) => this.#learn(this.#read(body, head), endpoint.name),
    };
  }

  #read(body: Uint8Array, { headers }: ResponseHead): unknown {
    const coding = headerValue(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
    const plain = this.#unpack(body, coding);
    return plain && parsed(new TextDecoder().decode(plain));
  }

  #learn(answer: unknown, endpoint: string): void {
    if (!isObject(answer)) return;
    for (const name of names) {
      const id = answer[name];
      if (typeof id === 'string' && id !== '') this.#homes.set(id, endpoint);
    }
    this.#learn(answer['response'], endpoint);
    const list = answer['data'];
    if (Array.isArray(list)) for (const each of list) this.#learn(each, endpoint);
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
