import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { ConfigResult, PluginRequest } from '@laneway/config';
import { checkPlugins, loadPlugin, parseConfig, parseEnvironment, resolvePlugin } from '@laneway/config';
import type { Plugin } from '@laneway/contracts';

import { defaultPlugins } from './default-plugins.ts';

const defaultFile = 'laneway.yaml';

/** Where a config comes from, and what it says there. */
export interface ConfigText {
  /** Absolute; `undefined` for the environment. */
  readonly path: string | undefined;
  /** Empty for the environment. */
  readonly text: string;
}

/** The config file that is meant: the one named, else `laneway.yaml` here; with neither and hosts in `env`, the environment. */
export function findConfig(file: string | undefined, env: NodeJS.ProcessEnv, cwd: string): ConfigText {
  const path = resolve(cwd, file ?? defaultFile);
  if (file === undefined && !existsSync(path)) return { path: undefined, text: '' };
  return { path, text: readFileSync(path, 'utf8') };
}

/** Reads a config and checks it as far as that is possible without opening a connection: its plugins' options too. */
export async function interpretConfig({ path, text }: ConfigText, env: NodeJS.ProcessEnv, cwd: string): Promise<ConfigResult> {
  const result = path === undefined ? parseEnvironment(env, { baseDir: cwd }) : parseConfig(text, { path, env });
  if (!result.ok) return result;
  const { plugins, source } = result.config;
  return checkPlugins(result.config, result.report, (request) => findPlugin(request, plugins, source.baseDir));
}

/** The plugin that a config asks for. Rejects with `plugin_not_found` or `plugin_invalid`. */
export function findPlugin(request: PluginRequest, plugins: Readonly<Record<string, string>>, baseDir: string): Promise<Plugin> {
  return loadPlugin(resolvePlugin(request, { plugins, baseDir, defaults: defaultPlugins }), request);
}
