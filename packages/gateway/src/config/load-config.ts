import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Additions, ConfigResult, FileLimits, LanewayConfig, Reference } from '@laneway/config';
import {
  environmentForm,
  parseConfig,
  parseEnvironment,
  redactLike,
  prefetchFiles,
  readRegularFile,
  readRegularFileSync,
} from '@laneway/config';

import type { BodyAccess } from './body-access.ts';
import { CommandFailure } from '../process/command-failure.ts';

/** The config file if none is named. */
export const defaultConfigFile = 'laneway.yaml';

/** Limits of a config file. */
export const configLimits: FileLimits = { maxBytes: 16 * 1024 * 1024 };

/** Where a config is looked up. */
export interface ConfigSearch {
  /** As the user named it. `undefined`: the default file, else the environment. */
  readonly file: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Absolute. */
  readonly cwd: string;
  /** Ports that replace those of the config. */
  readonly ports?: Ports;
}

/** Each 0 to 65535; 0 takes a free one. */
export interface Ports {
  readonly port?: number | undefined;
  readonly adminPort?: number | undefined;
}

/** The text of a config and its source. */
export interface ConfigText {
  /** As problems name it: relative to the working folder or absolute; `undefined` for the environment. */
  readonly path: string | undefined;
  /** Empty for the environment. */
  readonly text: string;
}

/**
 * Finds the config: the named file, else `laneway.yaml`, else the hosts of the environment.
 * Throws `CommandFailure` with remedies if there is none.
 */
export function findConfig({ file, env, cwd }: ConfigSearch): ConfigText {
  const named = file ?? defaultConfigFile;
  const path = resolve(cwd, named);
  if (existsSync(path))
    return { path: named, text: readRegularFileSync(path, configLimits).toString('utf8') };
  if (file === undefined && environmentForm(env) !== undefined) return { path: undefined, text: '' };
  throw new CommandFailure(
    file === undefined ? nothingFound(path) : `The config file ${path} does not exist.\n${remedies}`,
  );
}

/** Reads a config, with added facades if there are any. Plugin options are not checked. */
export async function readConfig(
  { path, text }: ConfigText,
  { env, cwd, ports = {} }: Omit<ConfigSearch, 'file'>,
  { additions, body }: { readonly additions?: Additions; readonly body?: BodyAccess | undefined } = {},
): Promise<ConfigResult> {
  const allows = body && ((reference: Reference) => body.allowsReference(reference));
  const result = await prefetchFiles(
    (readFile) =>
      path === undefined
        ? parseEnvironment(env, { baseDir: cwd, readFile, additions })
        : parseConfig(text, { path, env, readFile, additions, allows }),
    (file) => (body === undefined ? readRegularFile(file) : body.readFile(file)),
  );
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
  '  laneway init                     writes a config',
  '  laneway start --config <file>    uses another config',
  '  Host1="host=https://NAME.openai.azure.com;mode=direct;processor=OpenAI" laneway start',
  '                                   uses the environment',
].join('\n');

function nothingFound(path: string): string {
  return `${path} does not exist, and neither Host1 nor BACKEND_1_URL is set in the environment.\n${remedies}`;
}
