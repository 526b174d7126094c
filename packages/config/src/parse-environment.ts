import type { ConfigResult } from './config-report.ts';
import { environmentToDocument } from './drop-in/environment-to-document.ts';
import { interpretDocument } from './interpret-document.ts';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** What a config is read with when there is no file. */
export interface EnvironmentOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths are relative to; absolute. */
  readonly baseDir: string;
  /** Text of the file at an absolute path. Throws if it can't be read. @default from the disk */
  readonly readFile?: (path: string) => string;
}

/** Reads the config that an environment stands for: one frozen config, or every problem at once, each with its variable. */
export function parseEnvironment(options: EnvironmentOptions): ConfigResult {
  const { env, baseDir, readFile = (file) => readFileSync(file, 'utf8') } = options;
  const { document, ...read } = environmentToDocument(env);
  const source = { path: undefined, baseDir };
  return interpretDocument(
    { ...read, value: document, source },
    { env, readFile: (file) => readFile(resolve(baseDir, file)) },
  );
}
