import type { PluginRequest } from '@laneway/config';
import { loadPlugin, resolvePlugin } from '@laneway/config';
import type { Plugin } from '@laneway/contracts';
import type { PluginUse } from '@laneway/core';
import { isolatedPlugin } from '@laneway/isolation';

import { defaultPlugins } from './default-plugins.ts';

/** Finds and loads a plugin. Rejects with `LanewayError` `plugin_not_found` or `plugin_invalid`. */
export async function findPlugin(
  request: PluginRequest & Partial<Pick<PluginUse, 'isolation'>>,
  plugins: Readonly<Record<string, string>>,
  baseDir: string,
): Promise<Plugin> {
  const url = resolvePlugin(request, { plugins, baseDir, defaults: defaultPlugins });
  const plugin = await loadPlugin(url, request);
  return request.isolation === 'worker' ? isolatedPlugin(plugin, url) : plugin;
}
