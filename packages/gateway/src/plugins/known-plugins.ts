import type { LanewayConfig, PluginRequest } from '@laneway/config';
import { pluginUses } from '@laneway/config';
import type { Plugin, PluginKind } from '@laneway/contracts';

import { defaultPlugins } from './default-plugins.ts';

/** What plugins may be called by those who don't write the config file: nobody else has code loaded. */
export class KnownPlugins {
  readonly #plugins: LanewayConfig['plugins'];
  readonly #uses: readonly PluginRequest[];

  /** `own`: the config as its file says it. */
  constructor(own: LanewayConfig) {
    this.#plugins = own.plugins;
    this.#uses = pluginUses(own.gateway).map(({ path, kind, use: { use } }) => ({ path, kind, use }));
  }

  /** Names that come with the gateway, that the config file has made, or that it uses for that kind. */
  namesOf(kind: PluginKind): readonly string[] {
    const used = this.#uses.filter((use) => use.kind === kind).map(({ use }) => use);
    return [...new Set([...Object.keys(defaultPlugins[kind] ?? {}), ...Object.keys(this.#plugins), ...used])];
  }

  /** Whether a plugin is known, in a config whose own names are `plugins`. */
  knows({ kind, use }: PluginRequest, plugins = this.#plugins): boolean {
    return plugins[use] === this.#plugins[use] && this.namesOf(kind).includes(use);
  }
}

/** Stands for a plugin that is not looked into: takes any options. */
export function unknownPlugin(kind: PluginKind): Plugin {
  return {
    kind,
    name: 'unknown',
    contract: 1,
    options: { '~standard': { version: 1, vendor: 'laneway', validate: (value) => ({ value }) } },
    create: () => {
      throw new RangeError('what is not looked into is not created');
    },
  };
}
