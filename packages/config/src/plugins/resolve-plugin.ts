import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { PluginKind } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import { closest } from '../findings/closest.ts';
import { asSentence } from '../findings/problem.ts';
import { readText } from '../reading/regular-file.ts';
import { resolveFrom } from './resolve-from.ts';

/** What to `import()` for short names: by kind, then by name. */
export type DefaultPlugins = Readonly<Partial<Record<PluginKind, Readonly<Record<string, string>>>>>;

/** Where plugin names are looked up. */
export interface PluginScope {
  /** The `plugins` of the config; they take precedence over the default set. */
  readonly plugins: Readonly<Record<string, string>>;
  /** Folder of the config file; absolute. */
  readonly baseDir: string;
  readonly defaults: DefaultPlugins;
}

/** A plugin that a config names. */
export interface PluginRequest {
  /** As written in the config. */
  readonly use: string;
  readonly kind: PluginKind;
  /** Config path of the use; messages begin with it. */
  readonly path: string;
}

/**
 * What to `import()` for a plugin: a name of `plugins`, else a short name of the default set, else a path that begins
 * with `./`, `../` or `/`, else a package that is installed where the config file is.
 * Throws `LanewayError` `plugin_not_found`, with the known names and a suggestion.
 */
export function resolvePlugin(request: PluginRequest, scope: PluginScope): string {
  const alias = own(scope.plugins, request.use);
  const name = alias ?? request.use;
  const short = own(scope.defaults[request.kind] ?? {}, name);
  if (short !== undefined) return short;
  if (/^(\.{1,2}[\\/]|\/|[A-Za-z]:[\\/])/.test(name)) return resolvePath(name, request, scope);
  return resolvePackage(name, request, scope);
}

function resolvePath(path: string, request: PluginRequest, { baseDir }: PluginScope): string {
  const file = resolve(baseDir, path);
  if (!existsSync(file)) throw notFound(request, `${file} does not exist`);
  const stats = statSync(file);
  if (stats.isDirectory()) return resolveFolder(file, request);
  if (!stats.isFile()) throw notFound(request, `${file} is neither a file nor a folder`);
  return pathToFileURL(file).href;
}

// A folder with a package.json resolves like an installed package, by its `exports`.
function resolveFolder(folder: string, request: PluginRequest): string {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest))
    throw notFound(request, `${folder} has no package.json, so name the file to load`);
  const { name, exports, main } = readManifest(manifest, request);
  const canNameItself = typeof name === 'string' && exports !== undefined;
  const entry = typeof main === 'string' ? main : 'index.js';
  return canNameItself
    ? installed(name, pathToFileURL(manifest).href, request)
    : pathToFileURL(join(folder, entry)).href;
}

function readManifest(manifest: string, request: PluginRequest): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(readText(manifest));
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch (error) {
    throw notFound(request, `${manifest} cannot be read`, error);
  }
}

function resolvePackage(
  name: string,
  request: PluginRequest,
  { plugins, baseDir, defaults }: PluginScope,
): string {
  const other = kindOf(name, request.kind, defaults);
  if (other !== undefined)
    throw notFound(request, `${name} is a ${other}, but a ${request.kind} is required here`);
  try {
    return resolveFrom(name, pathToFileURL(join(baseDir, 'laneway.yaml')).href);
  } catch (error) {
    const short = Object.keys(defaults[request.kind] ?? {});
    throw notFound(request, unknownName(name, baseDir, [...short, ...Object.keys(plugins)]), error);
  }
}

function installed(name: string, parentUrl: string, request: PluginRequest): string {
  try {
    return resolveFrom(name, parentUrl);
  } catch (error) {
    throw notFound(request, `its package.json exports nothing that can be imported`, error);
  }
}

function unknownName(name: string, baseDir: string, known: readonly string[]): string {
  const suggestion = closest(name, known);
  const hint = suggestion === undefined ? '' : `; did you mean ${JSON.stringify(suggestion)}?`;
  const short = known.length === 0 ? '' : `${known.join(', ')}, `;
  return `it is neither a short name nor a package that is installed in ${baseDir}; allowed: ${short}a package, a ./path${hint}`;
}

function kindOf(name: string, wanted: PluginKind, defaults: DefaultPlugins): string | undefined {
  return Object.entries(defaults).find(
    ([kind, names]) => kind !== wanted && own(names, name) !== undefined,
  )?.[0];
}

function notFound({ use, kind, path }: PluginRequest, reason: string, cause?: unknown): LanewayError {
  const message = asSentence(`${path}: There is no ${kind} ${JSON.stringify(use)}: ${reason}`);
  return new LanewayError('plugin_not_found', message, { param: path, cause });
}

function own(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
