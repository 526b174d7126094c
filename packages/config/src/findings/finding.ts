import type { ConfigPath } from './config-path.ts';

/** Something wrong at a place of the config document, before anybody looked up which line that is. */
export interface Finding {
  readonly path: ConfigPath;
  /** `key` if the name is at fault, `value` if what stands there is. */
  readonly part: 'key' | 'value';
  readonly message: string;
  /** What was written, if it is worth showing. */
  readonly value?: unknown;
  readonly allowed?: readonly string[];
  readonly suggestion?: string;
}
