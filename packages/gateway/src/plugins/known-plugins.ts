import type { LanewayConfig, PluginRequest } from '@laneway/config';
import { pluginUses } from '@laneway/config';
import type { Plugin, PluginKind } from '@laneway/contracts';

import { defaultPlugins } from './default-plugins.ts';

/** The plugins that admin API bodies may name: only the config file can load new code. */
export class KnownPlugins {
  readonly #plugins: LanewayConfig['plugins'];
  readonly #uses: readonly PluginRequest[];

  /** `own`: the config file without the facades of the admin API. */
  constructor(own: LanewayConfig) {
    this.#plugins = own.plugins;
    this.#uses = pluginUses(own.gateway).map(({ path, kind, use: { use } }) => ({ path, kind, use }));
  }

  /** Names of the default set, names of `plugins`, and names that the config file uses for that kind. */
  namesOf(kind: PluginKind): readonly string[] {
    const used = this.#uses.filter((use) => use.kind === kind).map(({ use }) => use);
    return [...new Set([...Object.keys(defaultPlugins[kind] ?? {}), ...Object.keys(this.#plugins), ...used])];
  }

  /** Whether a plugin is known, in a config with these `plugins`. */
  knows({ kind, use }: PluginRequest, plugins = this.#plugins): boolean {
    return plugins[use] === this.#plugins[use] && this.namesOf(kind).includes(use);
  }
}

/** A placeholder for a plugin that is not loaded. It accepts any options. */
export function placeholderPlugin(kind: PluginKind): Plugin {
  return {
    kind,
    name: 'placeholder',
    contract: 1,
    options: { '~standard': { version: 1, vendor: 'laneway', validate: (value) => ({ value }) } },
    create: () => {
      throw new RangeError('A placeholder plugin cannot be created.');
    },
  };
}
