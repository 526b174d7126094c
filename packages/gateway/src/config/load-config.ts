import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Additions, ConfigResult, LanewayConfig } from '@laneway/config';
import { environmentForm, parseConfig, parseEnvironment, redactLike } from '@laneway/config';

import { CommandFailure } from '../process/command-failure.ts';

/** What is read if no other config is named. */
export const defaultConfigFile = 'laneway.yaml';

/** Where a config is looked for. */
export interface ConfigSearch {
  /** As the user named it; `undefined`: the default file, else the environment. */
  readonly file: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Absolute. */
  readonly cwd: string;
  /** Where to listen, whatever the config says. */
  readonly ports?: Ports;
}

/** Each 0 to 65535; 0 takes a free one. */
export interface Ports {
  readonly port?: number | undefined;
  readonly adminPort?: number | undefined;
}

/** Where a config comes from, and what it says there. */
export interface ConfigText {
  /** As problems are to call it, relative to the working folder or absolute; `undefined` for the environment. */
  readonly path: string | undefined;
  /** Empty for the environment. */
  readonly text: string;
}

/**
 * The config that is meant: the file that is named, else `laneway.yaml`, else the hosts of the environment.
 * Throws `CommandFailure` that says where it looked and what to do, if there is none.
 */
export function findConfig({ file, env, cwd }: ConfigSearch): ConfigText {
  const named = file ?? defaultConfigFile;
  const path = resolve(cwd, named);
  if (existsSync(path)) return { path: named, text: readFileSync(path, 'utf8') };
  if (file === undefined && environmentForm(env) !== undefined) return { path: undefined, text: '' };
  throw new CommandFailure(
    file === undefined ? nothingFound(path) : `there is no config file ${path}\n${remedies}`,
  );
}

/** Reads a config, with facades added to it if there are any; what its plugins say of their options is left out. */
export function readConfig(
  { path, text }: ConfigText,
  { env, cwd, ports = {} }: Omit<ConfigSearch, 'file'>,
  additions?: Additions,
): ConfigResult {
  const result =
    path === undefined
      ? parseEnvironment(env, { baseDir: cwd, additions })
      : parseConfig(text, { path, env, additions });
  return result.ok ? { ...result, config: withPorts(result.config, ports) } : result;
}

function withPorts(config: LanewayConfig, { port, adminPort }: Ports): LanewayConfig {
  const { listen, admin } = config;
  return redactLike(config, {
    ...config,
    listen: { ...listen, port: port ?? listen.port },
    admin: { ...admin, port: adminPort ?? admin.port },
  });
}

const remedies = [
  '  laneway init                     writes one',
  '  laneway start --config <file>    reads another one',
  '  Host1="host=https://NAME.openai.azure.com;mode=direct;processor=OpenAI" laneway start',
  '                                   does without',
].join('\n');

function nothingFound(path: string): string {
  return `there is no ${path}, and neither Host1 nor BACKEND_1_URL in the environment\n${remedies}`;
}
