import type { HeaderPairs } from '@laneway/contracts';

import { headerNameProblem, headerValueProblem } from './header-syntax.ts';

/** A mistake in a field of an entry. */
export interface FieldProblem {
  /** Names and indexes that lead to the field, outermost first. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Headers that a profile sets, and their problems. Of two spellings of a name the last is used. */
export class ProfileHeaders {
  readonly problems: FieldProblem[] = [];
  readonly #lines = new Map<string, readonly [string, string]>();

  /** Adds the header `name`, which was found at `path`. */
  add(name: string, value: unknown, path: readonly PropertyKey[]): void {
    const message = headerNameProblem(name) ?? headerValueProblem(value);
    if (message !== undefined) this.problems.push({ path, message });
    else this.#lines.set(name.toLowerCase(), [name, String(value)]);
  }

  pairs(): HeaderPairs {
    return [...this.#lines.values()].flat();
  }
}
