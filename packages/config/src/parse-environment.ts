import { resolve } from 'node:path';

import type { Additions } from './additions/additions.ts';
import { withAdditions } from './additions/with-additions.ts';
import { readText } from './reading/regular-file.ts';
import type { ConfigResult } from './report/config-result.ts';
import { environmentToDocument } from './environment-to-document.ts';
import { interpretDocument } from './interpret-document.ts';

/** Options of `parseEnvironment`. */
export interface EnvironmentOptions {
  /** Folder that relative paths are relative to; absolute. */
  readonly baseDir: string;
  /** Text of the file at an absolute path. Throws if it cannot be read. @default reads regular files up to 1 MiB */
  readonly readFile?: (path: string) => string;
  /** Facades from elsewhere, checked together with the config. @default none */
  readonly additions?: Additions | undefined;
}

/** Reads the config that an environment describes. Returns one frozen config, or all problems with their variables. */
export function parseEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  { baseDir, readFile = readText, additions }: EnvironmentOptions,
): ConfigResult {
  const { document, ...read } = environmentToDocument(env);
  const source = { path: undefined, baseDir };
  const sources = { env, readFile: (file: string) => readFile(resolve(baseDir, file)) };
  const own = { ...read, value: document, source };
  return interpretDocument(additions === undefined ? own : withAdditions(own, additions), sources);
}
