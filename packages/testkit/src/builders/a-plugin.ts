import { contractVersions, definePlugin } from '@laneway/contracts';
import type { Plugin, PluginHost, PluginInstances, PluginKind } from '@laneway/contracts';

/** A plugin named `example` without options. `create` makes its instances. */
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

/** Schema of a plugin without options: accepts `{}` only. Written out, because testkit depends on no schema library. */
export const noOptions: Plugin['options'] = {
  '~standard': {
    version: 1,
    vendor: 'laneway',
    validate(value) {
      if (typeof value !== 'object' || value === null)
        return { issues: [{ message: 'Options must be an object.' }] };
      const [unknown] = Object.keys(value);
      if (unknown === undefined) return { value };
      return { issues: [{ message: `The option ${unknown} is unknown.`, path: [unknown] }] };
    },
  },
};
