import type { InstalledPlugin, LanewayConfig, PluginRequest } from '@laneway/config';
import { pluginUses } from '@laneway/config';
import type { PluginKind } from '@laneway/contracts';

import { defaultPlugins } from './default-plugins.ts';
import { findPlugin } from './find-plugin.ts';

/** The plugins of the default set and the others that a config uses. Rejects if one cannot be loaded. */
export async function installedPlugins(
  config: LanewayConfig | undefined,
): Promise<readonly InstalledPlugin[]> {
  const own = config === undefined ? [] : ownRequests(config);
  const { plugins = {}, source: { baseDir } = { baseDir: process.cwd() } } = config ?? {};
  return Promise.all(
    [...defaultRequests(), ...own].map(async (request) => ({
      use: request.use,
      plugin: await findPlugin(request, plugins, baseDir),
    })),
  );
}

function defaultRequests(): PluginRequest[] {
  return kindsOf(defaultPlugins).flatMap((kind) =>
    Object.keys(defaultPlugins[kind] ?? {}).map((use) => ({ use, kind, path: kind })),
  );
}

function ownRequests({ gateway }: LanewayConfig): PluginRequest[] {
  const requests = pluginUses(gateway).map(({ kind, path, use: { use } }) => ({ use, kind, path }));
  const others = requests.filter(({ use, kind }) => !Object.hasOwn(defaultPlugins[kind] ?? {}, use));
  return [...new Map(others.map((request) => [`${request.kind} ${request.use}`, request])).values()];
}

function kindsOf(plugins: Partial<Record<PluginKind, unknown>>): PluginKind[] {
  return Object.keys(plugins) as PluginKind[];
}
