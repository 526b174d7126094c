import type { ConfigPath } from '../findings/config-path.ts';
import { formatPath } from '../findings/config-path.ts';
import type { Place } from '../findings/origin.ts';
import type { AddedFacade, FacadeParts } from './facade-parts.ts';
import { facadeParts } from './facade-parts.ts';

/** Where additions were written. */
export interface AdditionsParts {
  /** File that keeps them: what problems name. */
  readonly file: string;
  /** Name of the one that is being written just now: its problems name fields of the `body`. */
  readonly subject?: string | undefined;
}

/** Facades that were made through the admin API. They are checked and served as if they stood in the config. */
export class Additions {
  readonly facades: readonly FacadeParts[];
  readonly #parts: AdditionsParts;
  readonly #homes = new Map<string, ConfigPath>();

  constructor(facades: readonly FacadeParts[], parts: AdditionsParts) {
    this.facades = facades;
    this.#parts = parts;
    for (const { name, endpoints } of facades)
      for (const endpoint of endpoints)
        this.#homes.set(endpoint.name, ['facades', name, 'endpoints', endpoint.index]);
  }

  static of(facades: readonly AddedFacade[], parts: AdditionsParts): Additions {
    return new Additions(facades.map(facadeParts), parts);
  }

  /** Those of them that may be called so. */
  only(isVisible: (facade: FacadeParts) => boolean): Additions {
    return new Additions(this.facades.filter(isVisible), this.#parts);
  }

  /** Where the part at a config path was written; `undefined` if it is none of theirs. */
  place(path: ConfigPath, part: 'key' | 'value'): Place | undefined {
    const written = this.#written(path, part);
    if (written === undefined) return undefined;
    const { file, subject } = this.#parts;
    const [, facade, ...field] = written;
    const isSubject = facade === subject;
    return {
      file: isSubject ? 'body' : file,
      line: undefined,
      column: undefined,
      name: formatPath(isSubject ? field : written),
    };
  }

  #written([section, name, ...rest]: ConfigPath, part: 'key' | 'value'): ConfigPath | undefined {
    if (section === 'endpoints') {
      const home = this.#homes.get(String(name));
      const isName = rest.length === 0 && part === 'key';
      return home && [...home, ...(isName ? ['name'] : rest)];
    }
    if (section !== 'facades' || !this.facades.some((facade) => facade.name === name)) return undefined;
    const written = rest[0] === 'balancer' ? ['loadBalancingPolicy'] : rest;
    return ['facades', String(name), ...written];
  }
}
