import type { Additions, ConfigResult, LoadPlugin, PluginRequest } from '@laneway/config';
import { parsePath } from '@laneway/config';
import type { Plugin } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import { findPlugin } from './find-plugin.ts';
import type { KnownPlugins } from './known-plugins.ts';
import { unknownPlugin } from './known-plugins.ts';

/** What is let in. */
export interface AllowlistRules {
  /** Folder that paths are relative to if the config doesn't say; absolute. */
  readonly cwd: string;
  /** The only plugins that are loaded; others are skipped. `undefined`: any that the config names. */
  readonly known: KnownPlugins | undefined;
  /** What the admin API has made; it names `forAdditions` only, or is refused. */
  readonly additions?: Additions;
  readonly forAdditions?: KnownPlugins;
}

/** Loads the plugins that a config names: any that its file names, but no code because an API says so. */
export class PluginAllowlist {
  readonly skipped: PluginRequest[] = [];
  readonly #rules: AllowlistRules;

  constructor(rules: AllowlistRules) {
    this.#rules = rules;
  }

  loaderFor(result: ConfigResult): LoadPlugin {
    const plugins = result.ok ? result.config.plugins : (result.unchecked?.plugins ?? {});
    const baseDir = result.ok ? result.config.source.baseDir : (result.unchecked?.baseDir ?? this.#rules.cwd);
    // Looked up once: a thousand endpoints name the same few plugins.
    const found = new Map<string, Plugin>();
    return async (request) => {
      const stopped = this.#stopAt(request, plugins);
      if (stopped !== undefined) return stopped;
      const key = `${request.kind} ${request.use}`;
      const plugin = found.get(key) ?? (await findPlugin(request, plugins, baseDir));
      found.set(key, plugin);
      return plugin;
    };
  }

  #stopAt(request: PluginRequest, plugins: Readonly<Record<string, string>>): Plugin | undefined {
    const { known, additions, forAdditions } = this.#rules;
    const isAdded = additions?.place(parsePath(request.path), 'value') !== undefined;
    if (isAdded && forAdditions?.knows(request) === false) throw notKnown(request, forAdditions);
    if (known === undefined || known.knows(request, plugins)) return undefined;
    this.skipped.push(request);
    return unknownPlugin(request.kind);
  }
}

// What was written is not repeated: it may be a secret in the wrong place.
function notKnown({ kind, path }: PluginRequest, known: KnownPlugins): LanewayError {
  const message = `${path}: no ${kind} that is known here; known: ${known.namesOf(kind).join(', ')}`;
  return new LanewayError('plugin_not_found', message, { param: path });
}
