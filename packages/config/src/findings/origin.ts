import type { ConfigPath } from './config-path.ts';

/** Knows where each part of a config document was written. */
export interface Origin {
  /** File as the caller named it, or `environment`. */
  readonly file: string;
  /** Where the value at `path`, or its key, stands; for what isn't there, where the nearest part around it does. */
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
  /** What the user calls it. */
  readonly name: string;
}
