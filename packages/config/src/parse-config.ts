import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import type { Additions } from './additions/additions.ts';
import { withAdditions } from './additions/with-additions.ts';
import type { ConfigResult } from './report/config-result.ts';
import { EndpointListOrigin } from './smart-load-balancing/endpoint-list-origin.ts';
import { endpointListToDocument, isEndpointList } from './smart-load-balancing/endpoint-list.ts';
import type { ReadDocument } from './reading/read-document.ts';
import { interpretDocument } from './interpret-document.ts';
import { readYaml } from './reading/read-yaml.ts';

/** What a config is read with. */
export interface ParseOptions {
  /** Config file, as problems are to call it; relative paths in the config are relative to its folder. */
  readonly path: string;
  /** Where `${NAME}` is looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of the file at an absolute path, for `${file:...}`. Throws if it can't be read. @default from the disk */
  readonly readFile?: (path: string) => string;
  /** Facades from elsewhere, checked with the rest. @default none */
  readonly additions?: Additions | undefined;
}

/** Reads a config in YAML or JSON: one frozen config, or every problem at once, each with line and column. */
export function parseConfig(text: string, options: ParseOptions): ConfigResult {
  const { path, env, readFile = (file) => readFileSync(file, 'utf8'), additions } = options;
  const baseDir = dirname(resolve(path));
  const own = readDocument(text, path, baseDir);
  const read = additions === undefined ? own : withAdditions(own, additions);
  return interpretDocument(read, { env, readFile: (file) => readFile(resolve(baseDir, file)) });
}

function readDocument(text: string, path: string, baseDir: string): ReadDocument {
  const { value, origin, problems, brokenFromLine } = readYaml(text, path);
  const source = { path: resolve(path), baseDir };
  const read = { value, origin, source, problems, warnings: [], brokenFromLine };
  if (!isEndpointList(value)) return read;
  const { document, findings, doubts } = endpointListToDocument(value);
  return { ...read, value: document, origin: new EndpointListOrigin(origin), findings, doubts };
}
