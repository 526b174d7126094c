import type { PluginKind } from '@laneway/contracts';
import type { PluginUse } from '@laneway/core';
import { z } from 'zod';

const use = z
  .string()
  .min(1)
  .describe('Short name of the default set, a name of `plugins`, a package, or a ./path.');
const options = z.unknown().optional().describe('Options, checked by the plugin’s own schema.');

/** The keys of a plugin use that has further keys beside it, as under `profiles`. */
export const pluginUseKeys = { use, options };

/** The use of a plugin of one kind: its name, or a map of `use`, `options` and `isolation`. */
export function pluginUse(kind: PluginKind) {
  return z
    .union([use, z.strictObject({ use, options, isolation: isolationOf(kind) })])
    .transform((written): PluginUse => (typeof written === 'string' ? named(written) : complete(written)))
    .meta({ pluginKind: kind });
}

// Whether a response processor only observes, and so may be isolated, is known when it has been created.
function isolationOf(
  kind: PluginKind,
): z.ZodType<PluginUse['isolation'], PluginUse['isolation'] | undefined> {
  if (kind !== 'response-processor')
    return z.enum(['none'], { error: 'Only response processors can be isolated.' }).default('none');
  return z
    .enum(['none', 'worker'])
    .default('none')
    .describe('`worker`: in a thread with budgets of CPU time and memory. For processors that only observe.');
}

/** A plugin use with its defaults. */
export function complete(written: {
  readonly use: string;
  readonly options?: unknown;
  readonly isolation?: PluginUse['isolation'];
}): PluginUse {
  return { use: written.use, options: written.options ?? {}, isolation: written.isolation ?? 'none' };
}

function named(name: string): PluginUse {
  return complete({ use: name });
}
