import type { AdditionRules, Additions, ConfigResult, PluginAccess, PluginRequest } from '@laneway/config';
import { parsePath } from '@laneway/config';
import type { Plugin } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import { findPlugin } from './find-plugin.ts';
import type { KnownPlugins } from './known-plugins.ts';
import { placeholderPlugin } from './known-plugins.ts';

/** Rules of a `PluginAllowlist`. */
export interface AllowlistRules {
  /** Folder that paths are relative to if the config has none; absolute. */
  readonly cwd: string;
  /** The only plugins that are loaded; others are skipped. `undefined`: all. */
  readonly known: KnownPlugins | undefined;
  /** The only files that plugins may name. `undefined`: all. */
  readonly body?: { allowsFile(path: string): boolean } | undefined;
  /** Facades of the admin API, and the plugins and files that they may name. */
  readonly added?: {
    readonly facades: Additions;
    readonly known: KnownPlugins;
    readonly access: AdditionRules;
  };
}

/** Loads the plugins of a config: all that its file names, but no new code for the admin API. */
export class PluginAllowlist {
  readonly skipped: PluginRequest[] = [];
  readonly #rules: AllowlistRules;

  constructor(rules: AllowlistRules) {
    this.#rules = rules;
  }

  accessFor(result: ConfigResult): PluginAccess {
    const plugins = result.ok ? result.config.plugins : (result.unchecked?.plugins ?? {});
    const baseDir = result.ok ? result.config.source.baseDir : (result.unchecked?.baseDir ?? this.#rules.cwd);
    // Cached: a thousand endpoints name the same few plugins.
    const found = new Map<string, Plugin>();
    const load = async (request: PluginRequest) => {
      const placeholder = this.#refuseOrSkip(request, plugins);
      if (placeholder !== undefined) return placeholder;
      const key = `${request.kind} ${request.use}`;
      const plugin = found.get(key) ?? (await findPlugin(request, plugins, baseDir));
      found.set(key, plugin);
      return plugin;
    };
    return { load, refuseFile: (path, file) => this.#refuseFile(path, file, result) };
  }

  #refuseFile(path: string, file: string, result: ConfigResult): string | undefined {
    const { body, added } = this.#rules;
    if (body?.allowsFile(file) === false) return notNamed;
    if (added === undefined || !this.#isAdded(path)) return undefined;
    const [, name] = parsePath(path);
    const endpoints = result.ok ? result.config.gateway.endpoints : [];
    const { origin } = new URL(endpoints.find((endpoint) => endpoint.name === name)?.url ?? 'none:');
    return added.access.allowsReference({ kind: 'file', path: file }, origin) ? undefined : notNamed;
  }

  #refuseOrSkip(request: PluginRequest, plugins: Readonly<Record<string, string>>): Plugin | undefined {
    const { known, added } = this.#rules;
    if (added !== undefined && this.#isAdded(request.path) && !added.known.knows(request))
      throw notKnown(request, added.known);
    if (known === undefined || known.knows(request, plugins)) return undefined;
    this.skipped.push(request);
    return placeholderPlugin(request.kind);
  }

  #isAdded(path: string): boolean {
    return this.#rules.added?.facades.place(parsePath(path), 'value') !== undefined;
  }
}

const notNamed =
  'A request body cannot name this file. It must be in the config file, or in its `admin.secrets` for the origin of the endpoint.';

// The name is not repeated: it may be a misplaced secret.
function notKnown({ kind, path }: PluginRequest, known: KnownPlugins): LanewayError {
  const message = `${path}: This is not a known ${kind}; allowed: ${known.namesOf(kind).join(', ')}.`;
  return new LanewayError('plugin_not_found', message, { param: path });
}
