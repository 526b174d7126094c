import type { ConfigPath } from '../findings/config-path.ts';
import { formatPath, pathKey } from '../findings/config-path.ts';
import type { Origin, Place } from '../findings/origin.ts';

type Entries = Record<string, unknown>;

/** A config document that is built from variables, with the variable of each part. */
export class EnvironmentDocument implements Origin {
  readonly file = 'environment';
  readonly #root: Entries = {};
  readonly #variables = new Map<string, string>();

  /** The document as plain data. */
  get value(): Readonly<Record<string, unknown>> {
    return this.#root;
  }

  /** Sets the value at a path of keys; `undefined` sets nothing. Problems at that path name `variable`. */
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

  // The variable of this part, or of the nearest enclosing part.
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
