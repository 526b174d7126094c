import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';

import type { Problem } from '@laneway/config';
import {
  endpointListToDocument,
  environmentForm,
  environmentToDocument,
  formatProblems,
  isEndpointList,
  parseConfig,
  readRegularFileSync,
  renderYaml,
} from '@laneway/config';

import { CommandFailure } from '../process/command-failure.ts';
import type { ConfigSearch } from '../config/load-config.ts';
import { configLimits } from '../config/load-config.ts';

/** A config file that was converted from another form. */
export interface DropInConfig {
  readonly yaml: string;
  /** Settings that could not be converted exactly. */
  readonly warnings: readonly Problem[];
  /** Variables that replace secrets. */
  readonly variables: readonly string[];
}

/**
 * Converts the environment (`env`), a file with variables (`NAME=value` lines) or an endpoint list (JSON).
 * Throws `CommandFailure` if there is nothing to convert, or if it is invalid.
 */
export function dropInConfig(source: string, { env, cwd }: Omit<ConfigSearch, 'file'>): DropInConfig {
  if (source === 'env') return fromVariables(env, 'the environment');
  const path = resolve(cwd, source);
  if (!existsSync(path))
    throw new CommandFailure(`The file ${path} does not exist. Allowed: env, or a file.`);
  const text = readRegularFileSync(path, configLimits).toString('utf8');
  const list = asJson(text);
  return isEndpointList(list) ? fromList(list, { path, text, env }) : fromVariables(parseEnv(text), path);
}

function fromVariables(variables: NodeJS.Dict<string>, name: string): DropInConfig {
  if (environmentForm(variables) === undefined) {
    throw new CommandFailure(
      `Neither Host1 nor BACKEND_1_URL is set in ${name}, and it is not an endpoint list.`,
    );
  }
  const { document, problems, warnings } = environmentToDocument(variables);
  refuse(problems);
  const { text: yaml, variables: secrets } = renderYaml(document);
  return { yaml, warnings, variables: secrets };
}

type ListFile = { readonly path: string; readonly text: string; readonly env: NodeJS.ProcessEnv };

function fromList(
  list: Parameters<typeof endpointListToDocument>[0],
  { path, text, env }: ListFile,
): DropInConfig {
  const result = parseConfig(text, { path, env });
  if (!result.ok) refuse(result.problems);
  const { document } = endpointListToDocument(list);
  const { text: yaml, variables } = renderYaml({ ...(document as object) });
  return { yaml, warnings: result.report.warnings, variables };
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0)
    throw new CommandFailure(`The config cannot be converted:\n${formatProblems(problems)}`);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
