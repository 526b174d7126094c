import type { Additions, ConfigResult, LoadPlugin, PluginRequest } from '@laneway/config';
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
  /** Facades of the admin API; they may only name plugins of `forAdditions`. */
  readonly additions?: Additions;
  readonly forAdditions?: KnownPlugins;
}

/** Loads the plugins of a config: all that its file names, but no new code for the admin API. */
export class PluginAllowlist {
  readonly skipped: PluginRequest[] = [];
  readonly #rules: AllowlistRules;

  constructor(rules: AllowlistRules) {
    this.#rules = rules;
  }

  loaderFor(result: ConfigResult): LoadPlugin {
    const plugins = result.ok ? result.config.plugins : (result.unchecked?.plugins ?? {});
    const baseDir = result.ok ? result.config.source.baseDir : (result.unchecked?.baseDir ?? this.#rules.cwd);
    // Cached: a thousand endpoints name the same few plugins.
    const found = new Map<string, Plugin>();
    return async (request) => {
      const placeholder = this.#refuseOrSkip(request, plugins);
      if (placeholder !== undefined) return placeholder;
      const key = `${request.kind} ${request.use}`;
      const plugin = found.get(key) ?? (await findPlugin(request, plugins, baseDir));
      found.set(key, plugin);
      return plugin;
    };
  }

  #refuseOrSkip(request: PluginRequest, plugins: Readonly<Record<string, string>>): Plugin | undefined {
    const { known, additions, forAdditions } = this.#rules;
    const isAdded = additions?.place(parsePath(request.path), 'value') !== undefined;
    if (isAdded && forAdditions?.knows(request) === false) throw notKnown(request, forAdditions);
    if (known === undefined || known.knows(request, plugins)) return undefined;
    this.skipped.push(request);
    return placeholderPlugin(request.kind);
  }
}

// The name is not repeated: it may be a misplaced secret.
function notKnown({ kind, path }: PluginRequest, known: KnownPlugins): LanewayError {
  const message = `${path}: This is not a known ${kind}; allowed: ${known.namesOf(kind).join(', ')}.`;
  return new LanewayError('plugin_not_found', message, { param: path });
}
