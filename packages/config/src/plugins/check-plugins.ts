import type { Plugin } from '@laneway/contracts';
import { isLanewayError } from '@laneway/contracts';
import type { PluginUse } from '@laneway/core';

import type { ConfigReport, ConfigResult, RefusedConfig } from '../config-result.ts';
import type { LanewayConfig } from '../laneway-config.ts';
import type { Problem } from '../problem.ts';
import { byPlace } from '../problem.ts';
import { redactLike } from '../redact.ts';
import { deepFreeze } from '../resolving/deep-freeze.ts';
import type { PlacedUse } from './plugin-uses.ts';
import { changeUses, pluginUses } from './plugin-uses.ts';
import type { PluginRequest } from './resolve-plugin.ts';

/** Finds and loads the plugin that a config asks for. Rejects with a `LanewayError` if it can't. */
export type LoadPlugin = (request: PluginRequest) => Promise<Plugin>;

type CheckedUse = { readonly use: PluginUse } | { readonly problems: readonly Problem[] };

/**
 * Loads every plugin that a config uses and checks their options by their own schemas: all problems at once.
 * In the config that comes back, filled-in texts are what those schemas want.
 */
export async function checkPlugins(
  config: LanewayConfig,
  report: ConfigReport,
  load: LoadPlugin,
): Promise<ConfigResult> {
  const checked = new Map<string, CheckedUse>();
  for (const placed of pluginUses(config.gateway))
    checked.set(placed.path, await checkUse(placed, report, load));
  const problems = [...checked.values()].flatMap((result) => ('problems' in result ? result.problems : []));
  if (problems.length > 0) return { ok: false, problems, report };
  const gateway = changeUses(config.gateway, ({ path, use }) => {
    const result = checked.get(path);
    return result !== undefined && 'use' in result ? result.use : use;
  });
  return { ok: true, config: redactLike(config, deepFreeze({ ...config, gateway })), report };
}

/** Adds what is wrong with the plugins of a config that is refused anyway, so that all problems are known at once. */
export async function checkRefused(
  { unchecked, ...refused }: RefusedConfig,
  load: LoadPlugin,
): Promise<RefusedConfig> {
  const found: Problem[] = [];
  for (const placed of unchecked?.uses ?? []) {
    const result = await checkUse(placed, refused.report, load);
    if ('problems' in result) found.push(...result.problems);
  }
  return { ...refused, problems: [...refused.problems, ...found].sort(byPlace) };
}

async function checkUse(
  { path, kind, use }: PlacedUse,
  report: ConfigReport,
  load: LoadPlugin,
): Promise<CheckedUse> {
  const loaded = await loadOrExplain({ path, kind, use: use.use }, report, load);
  if ('problems' in loaded) return loaded;
  const options = await report.checkOptions(`${path}.options`, use.options, loaded.plugin.options);
  return options.ok ? { use: { ...use, options: options.written } } : options;
}

type Loaded = { readonly plugin: Plugin } | { readonly problems: readonly Problem[] };

async function loadOrExplain(
  request: PluginRequest,
  report: ConfigReport,
  load: LoadPlugin,
): Promise<Loaded> {
  try {
    return { plugin: await load(request) };
  } catch (error) {
    if (!isLanewayError(error)) throw error;
    // The message begins with the path, which a problem has apart.
    const message = error.message.replace(`${request.path}: `, '');
    return { problems: report.toProblems(request.path, [{ message }]) };
  }
}
