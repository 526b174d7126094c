import type { ConfigPath } from './config-path.ts';

/** Maps the paths of a config document to the places where they were written. */
export interface Origin {
  /** File as the caller named it, or `environment`. */
  readonly file: string;
  /** Place of the value at `path`, or of its key; of the nearest enclosing part if there is nothing at `path`. */
  place(path: ConfigPath, part: 'key' | 'value'): Place;
}

/** A place in a file, or a variable of the environment. */
export interface Place {
  /** @default the origin's */
  readonly file?: string;
  /** From 1; `undefined` for the environment. */
  readonly line: number | undefined;
  /** From 1; `undefined` for the environment. */
  readonly column: number | undefined;
  /** Config path or variable, as the user writes it. */
  readonly name: string;
}
