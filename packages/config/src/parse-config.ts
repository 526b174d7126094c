import { dirname, resolve } from 'node:path';

import type { Additions } from './additions/additions.ts';
import { withAdditions } from './additions/with-additions.ts';
import { interpretDocument } from './interpret-document.ts';
import type { Reference } from './reading/interpolate.ts';
import type { ReadDocument } from './reading/read-document.ts';
import { readYaml } from './reading/read-yaml.ts';
import { readText } from './reading/regular-file.ts';
import type { ConfigResult } from './report/config-result.ts';
import { EndpointListOrigin } from './smart-load-balancing/endpoint-list-origin.ts';
import { endpointListToDocument, isEndpointList } from './smart-load-balancing/endpoint-list.ts';

/** Options of `parseConfig`. */
export interface ParseOptions {
  /** Config file, as problems name it. Relative paths in the config are relative to its folder. */
  readonly path: string;
  /** Variables that `${NAME}` may name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of the file at an absolute path, for `${file:...}`. Throws if it cannot be read. @default reads regular files up to 1 MiB */
  readonly readFile?: (path: string) => string;
  /** Whether a `${...}` reference may be replaced. @default all */
  readonly allows?: ((reference: Reference) => boolean) | undefined;
  /** Facades from elsewhere, checked together with the config. @default none */
  readonly additions?: Additions | undefined;
}

/** Reads a config in YAML or JSON. Returns one frozen config, or all problems with line and column. */
export function parseConfig(text: string, options: ParseOptions): ConfigResult {
  const { path, env, readFile = readText, additions, allows = () => true } = options;
  const baseDir = dirname(resolve(path));
  const own = readDocument(text, path, baseDir);
  const read = additions === undefined ? own : withAdditions(own, additions);
  return interpretDocument(read, { env, allows, readFile: (file) => readFile(resolve(baseDir, file)) });
}

function readDocument(text: string, path: string, baseDir: string): ReadDocument {
  const { value, origin, problems, brokenFromLine } = readYaml(text, path);
  const source = { path: resolve(path), baseDir };
  const read = { value, origin, source, problems, warnings: [], brokenFromLine };
  if (!isEndpointList(value)) return read;
  const { document, problemFindings, warningFindings } = endpointListToDocument(value);
  return {
    ...read,
    value: document,
    origin: new EndpointListOrigin(origin),
    problemFindings,
    warningFindings,
  };
}
