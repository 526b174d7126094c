import type { ConfigPath } from '../findings/config-path.ts';
import type { Origin, Place } from '../findings/origin.ts';
import type { Additions } from './additions.ts';

/** Places of a config with additions. */
export class AddedOrigin implements Origin {
  readonly file: string;
  readonly #config: Origin;
  readonly #additions: Additions;

  constructor(config: Origin, additions: Additions) {
    this.file = config.file;
    this.#config = config;
    this.#additions = additions;
  }

  place(path: ConfigPath, part: 'key' | 'value'): Place {
    return this.#additions.place(path, part) ?? this.#config.place(path, part);
  }
}
