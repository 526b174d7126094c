import type { HeaderPairs } from '@laneway/contracts';

import { headerNameProblem, headerValueProblem } from './header-syntax.ts';

/** What is wrong with a field of an entry. */
export interface FieldProblem {
  /** Names and positions that lead to the field, outermost first. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Headers that profiles inject, by lower-case name so that the last of two spellings wins, and what is wrong with them. */
export class ProfileHeaders {
  readonly problems: FieldProblem[] = [];
  readonly #lines = new Map<string, readonly [string, string]>();

  /** Adds the header `name`, which stands at `path`. */
  add(name: string, value: unknown, path: readonly PropertyKey[]): void {
    const message = headerNameProblem(name) ?? headerValueProblem(value);
    if (message !== undefined) this.problems.push({ path, message });
    else this.#lines.set(name.toLowerCase(), [name, String(value)]);
  }

  pairs(): HeaderPairs {
    return [...this.#lines.values()].flat();
  }
}
