import type { Plugin } from '@laneway/contracts';
import { isLanewayError } from '@laneway/contracts';
import type { PluginUse } from '@laneway/core';

import type { ConfigReport, ConfigResult, RefusedConfig } from '../report/config-result.ts';
import type { LanewayConfig } from '../resolving/laneway-config.ts';
import type { Problem } from '../findings/problem.ts';
import { byPlace } from '../findings/problem.ts';
import { redactLike } from '../secrets/redact.ts';
import { deepFreeze } from '../resolving/resolve-config.ts';
import { fileRevision } from './file-revision.ts';
import type { PlacedUse } from '../resolving/plugin-uses.ts';
import { changeUses, pluginUses } from '../resolving/plugin-uses.ts';
import type { PluginRequest } from './resolve-plugin.ts';

/** Access to what a config names. */
export interface PluginAccess {
  /** Finds and loads a plugin. Rejects with a `LanewayError` if it cannot. */
  load(request: PluginRequest): Promise<Plugin>;
  /** Why a plugin at a config path may not read a file; `undefined` if it may. `file` is absolute. @default it may */
  refuseFile?(path: string, file: string): string | undefined;
}

type Problems = { readonly problems: readonly Problem[] };
type CheckedUse = { readonly use: PluginUse; readonly files: readonly string[] } | Problems;

/**
 * Loads every plugin that a config uses and checks its options by its own schema. Reports all problems at once.
 * In the returned config interpolated texts have the types that those schemas require, and each use has the revision of
 * its files.
 */
export async function checkPlugins(
  config: LanewayConfig,
  report: ConfigReport,
  access: PluginAccess,
): Promise<ConfigResult> {
  const checked = new Map<string, CheckedUse>();
  for (const placed of pluginUses(config.gateway))
    checked.set(placed.path, await checkUse(placed, { report, access, baseDir: config.source.baseDir }));
  const results = [...checked.values()];
  const problems = results.flatMap((result) => ('problems' in result ? result.problems : []));
  if (problems.length > 0) return { ok: false, problems, report };
  const gateway = changeUses(config.gateway, ({ path, use }) => {
    const result = checked.get(path);
    return result !== undefined && 'use' in result ? result.use : use;
  });
  const files = results.flatMap((result) => ('files' in result ? result.files : []));
  const whole = redactLike(config, deepFreeze({ ...config, gateway }));
  return { ok: true, config: whole, report: report.withFiles(files) };
}

/** Adds the problems of the plugins of a refused config, so that all problems are reported at once. */
export async function checkRefused(
  { unchecked, ...refused }: RefusedConfig,
  access: PluginAccess,
): Promise<RefusedConfig> {
  const found: Problem[] = [];
  const { uses = [], baseDir = '' } = unchecked ?? {};
  for (const placed of uses) {
    const result = await checkUse(placed, { report: refused.report, access, baseDir });
    if ('problems' in result) found.push(...result.problems);
  }
  return { ...refused, problems: [...refused.problems, ...found].sort(byPlace) };
}

interface CheckParts {
  readonly report: ConfigReport;
  readonly access: PluginAccess;
  readonly baseDir: string;
}

async function checkUse({ path, kind, use }: PlacedUse, parts: CheckParts): Promise<CheckedUse> {
  const { report, access, baseDir } = parts;
  const loaded = await loadOrExplain({ path, kind, use: use.use }, report, access);
  if ('problems' in loaded) return loaded;
  const { plugin } = loaded;
  const options = await report.checkOptions(`${path}.options`, use.options, plugin.options);
  if (!options.ok) return options;
  const files = plugin.files?.(options.options, { baseDir }) ?? [];
  const refusal = files.map((file) => access.refuseFile?.(path, file)).find((reason) => reason !== undefined);
  const revision = refusal === undefined ? await fileRevision(files) : { message: refusal };
  if ('message' in revision) return { problems: report.toProblems(`${path}.options`, [revision]) };
  return { use: { ...use, options: options.written, ...revision }, files };
}

type Loaded = { readonly plugin: Plugin } | Problems;

async function loadOrExplain(
  request: PluginRequest,
  report: ConfigReport,
  access: PluginAccess,
): Promise<Loaded> {
  try {
    return { plugin: await access.load(request) };
  } catch (error) {
    if (!isLanewayError(error)) throw error;
    // The message begins with the path, which the problem states separately.
    const message = error.message.replace(`${request.path}: `, '');
    return { problems: report.toProblems(request.path, [{ message }]) };
  }
}
