import type { Plugin } from '@laneway/contracts';
import { definePlugin, LanewayError } from '@laneway/contracts';

import type { IsolationBudget } from './isolation-budget.ts';
import { defaultBudget } from './isolation-budget.ts';
import { IsolatedProcessor } from './isolated-processor.ts';

/**
 * The plugin with each of its processors in a thread of its own. `url` is what to `import()` for it.
 * Throws `LanewayError` `plugin_invalid` if it is no response processor; `create` rejects with that if it rewrites.
 */
export function isolatedPlugin(
  plugin: Plugin,
  url: string,
  budget: IsolationBudget = defaultBudget,
): Plugin<'response-processor'> {
  const { kind, name, contract } = plugin;
  if (kind !== 'response-processor')
    throw new LanewayError('plugin_invalid', `${name} is a ${kind}; isolation is for response processors`);
  return definePlugin({
    kind,
    name,
    contract,
    options: asWritten(plugin.options),
    create: (options, host) => {
      const { instance, baseDir } = host;
      return IsolatedProcessor.start({ url, options, instance, baseDir }, host, budget);
    },
  });
}

/** The same schema, but what passes it stays as it was written: what it makes of that might not get into a thread. */
function asWritten(schema: Plugin['options']): Plugin['options'] {
  const standard = schema['~standard'];
  return {
    '~standard': {
      ...standard,
      validate: async (value) => {
        const result = await standard.validate(value);
        return result.issues === undefined ? { value } : result;
      },
    },
  };
}
