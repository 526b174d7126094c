import type { ConfigPath } from '../findings/config-path.ts';
import { formatPath, pathKey } from '../findings/config-path.ts';
import type { Origin, Place } from '../findings/origin.ts';

type Entries = Record<string, unknown>;

/** A config document that is put together from variables and knows which part came from which. */
export class EnvironmentDocument implements Origin {
  readonly file = 'environment';
  readonly #root: Entries = {};
  readonly #variables = new Map<string, string>();

  /** Plain data, in the shape of a config file. */
  get value(): Readonly<Record<string, unknown>> {
    return this.#root;
  }

  /** Puts a value, unless it is `undefined`, at a path of keys; `variable` is named if it turns out to be wrong. */
  put(path: readonly string[], value: unknown, variable: string): void {
    const name = path.at(-1);
    if (value === undefined || name === undefined) return;
    let entries = this.#root;
    for (const key of path.slice(0, -1)) entries = descend(entries, key);
    entries[name] = value;
    this.#variables.set(pathKey(path), variable);
  }

  place(path: ConfigPath): Place {
    return { line: undefined, column: undefined, name: this.#variableOf(path) ?? formatPath(path) };
  }

  // The variable that gave this value, or the one that gave what is around it.
  #variableOf(path: ConfigPath): string | undefined {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const variable = this.#variables.get(pathKey(path.slice(0, depth)));
      if (variable !== undefined) return variable;
    }
    return undefined;
  }
}

function descend(entries: Entries, key: string): Entries {
  const existing = entries[key];
  if (isEntries(existing)) return existing;
  const made: Entries = {};
  entries[key] = made;
  return made;
}

function isEntries(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
