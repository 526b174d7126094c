import { contractVersions, definePlugin } from '@laneway/contracts';
import type { Plugin, PluginHost, PluginInstances, PluginKind } from '@laneway/contracts';

import { noOptions } from './no-options.ts';

/** A plugin called `example`, without options, for tests of what uses plugins. */
export function aPlugin<Kind extends PluginKind>(
  kind: Kind,
  create: (host: PluginHost) => PluginInstances[Kind] | Promise<PluginInstances[Kind]>,
): Plugin<Kind> {
  return definePlugin({
    kind,
    name: 'example',
    contract: contractVersions[kind],
    options: noOptions,
    create: (_options, host) => create(host),
  });
}
