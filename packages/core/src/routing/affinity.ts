import { LRUMap } from 'mnemonist';

import type {
  AnswerIds,
  ResponseHead,
  ResponseOpening,
  ResponseProcessor,
  ResponseStage,
} from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

/** Ids remembered; the least recently used is forgotten first, and then any endpoint may be asked. */
const capacity = 100_000;

/** Removes the content coding (lower case) of a body; `undefined` if it can't. */
export type Unpack = (body: Uint8Array, coding: string) => Uint8Array | undefined;

/** Knows which endpoint holds a stored object (a file, a batch, a stored answer): it exists in one resource only. */
export class Affinity {
  readonly #homes = new LRUMap<string, string>(capacity);
  readonly #unpack: Unpack;

  constructor(unpack: Unpack) {
    this.#unpack = unpack;
  }

  /** Name of the one among `endpoints` that holds the first known object of `ids`; `undefined` if none is known. */
  pinOf(ids: readonly string[], endpoints: readonly { readonly name: string }[]): string | undefined {
    for (const id of ids) {
      const home = this.#homes.get(id);
      if (home !== undefined && endpoints.some(({ name }) => name === home)) return home;
    }
    return undefined;
  }

  /** Learns from an answer which objects its endpoint holds. */
  observer(ids: AnswerIds): ResponseProcessor {
    return { mode: 'observe', open: (opening) => this.#stage(ids, opening) };
  }

  #stage(ids: AnswerIds, { endpoint, head }: ResponseOpening): ResponseStage {
    return {
      onEvent: (event) => this.#learn(ids.inEvent(event), endpoint.name),
      onBody: (body) => this.#learn(ids.inBody(this.#parsed(body, head)), endpoint.name),
    };
  }

  #learn(ids: Iterable<string>, endpoint: string): void {
    for (const id of ids) this.#homes.set(id, endpoint);
  }

  #parsed(body: Uint8Array, { headers }: ResponseHead): unknown {
    const coding = headerValue(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
    const plain = this.#unpack(body, coding);
    try {
      return plain && JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return undefined;
    }
  }
}
