import type { Plugin } from '@laneway/contracts';
import { definePlugin, LanewayError } from '@laneway/contracts';

import type { IsolationBudget } from './isolation-budget.ts';
import { defaultBudget } from './isolation-budget.ts';
import { IsolatedProcessor } from './isolated-processor.ts';

/**
 * The plugin, with each of its processors in a thread of its own. `url` is the module that a thread imports for it.
 * Throws `LanewayError` `plugin_invalid` if it is not a response processor; `create` rejects with the same code if the
 * processor rewrites.
 */
export function isolatedPlugin(
  plugin: Plugin,
  url: string,
  budget: IsolationBudget = defaultBudget,
): Plugin<'response-processor'> {
  const { kind, name, contract } = plugin;
  if (kind !== 'response-processor')
    throw new LanewayError(
      'plugin_invalid',
      `${name} is a ${kind} plugin; only response processors can be isolated.`,
    );
  return definePlugin({
    kind,
    name,
    contract,
    options: checkedOnly(plugin.options),
    create: (options, host) => {
      const { instance, baseDir } = host;
      return IsolatedProcessor.start({ url, options, instance, baseDir }, host, budget);
    },
  });
}

/** The same schema without its transformations: their results may not be serialisable, and the thread repeats them. */
function checkedOnly(schema: Plugin['options']): Plugin['options'] {
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
