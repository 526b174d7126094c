import type { ConfigPath } from '../findings/config-path.ts';
import { formatPath } from '../findings/config-path.ts';
import type { Place } from '../findings/origin.ts';
import type { AdditionRules } from './addition-rules.ts';
import { strictestRules } from './addition-rules.ts';
import type { AddedFacade } from './added-facade.ts';
import type { FacadeParts } from './facade-parts.ts';
import { facadeParts } from './facade-parts.ts';

/** Names for the places of additions. */
export interface AdditionsSource {
  /** File that keeps the additions; problems name it. */
  readonly file: string;
  /** Name of the facade that a request is writing: its problems name fields of the `body`. */
  readonly subject?: string | undefined;
  /** @default nothing that needs a rule is allowed */
  readonly rules?: AdditionRules;
}

/** Facades that were created by the admin API. They are checked and served as if they were in the config. */
export class Additions {
  readonly facades: readonly FacadeParts[];
  readonly #source: AdditionsSource;
  readonly #homes = new Map<string, ConfigPath>();

  constructor(facades: readonly FacadeParts[], source: AdditionsSource) {
    this.facades = facades;
    this.#source = source;
    for (const { name, endpoints } of facades)
      for (const endpoint of endpoints)
        this.#homes.set(endpoint.name, ['facades', name, 'endpoints', endpoint.index]);
  }

  static of(facades: readonly AddedFacade[], source: AdditionsSource): Additions {
    const { rules = strictestRules } = source;
    return new Additions(
      facades.map((facade) => facadeParts(facade, rules)),
      source,
    );
  }

  /** Whether connections to private addresses are refused. */
  get publicOnly(): boolean {
    return (this.#source.rules ?? strictestRules).publicOnly;
  }

  /** The additions whose facades pass `isVisible`. */
  only(isVisible: (facade: FacadeParts) => boolean): Additions {
    return new Additions(this.facades.filter(isVisible), this.#source);
  }

  /** Place of the part at a config path; `undefined` if it does not belong to an addition. */
  place(path: ConfigPath, part: 'key' | 'value'): Place | undefined {
    const written = this.#written(path, part);
    if (written === undefined) return undefined;
    const { file, subject } = this.#source;
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
