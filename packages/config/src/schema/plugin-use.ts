import type { PluginKind } from '@laneway/contracts';
import type { PluginUse } from '@laneway/core';
import { z } from 'zod';

const use = z
  .string()
  .min(1)
  .describe('Short name of the default set, a name of `plugins`, a package, or a ./path');
const options = z.unknown().optional().describe('Checked by the schema of the plugin');

/** The keys of a plugin use that stands among others, as under `profiles`. */
export const pluginUseKeys = { use, options };

/** A plugin of some kind: its name, or a map of `use`, `options` and `isolation`. */
export function pluginUse(kind: PluginKind) {
  return z
    .union([use, z.strictObject({ use, options, isolation: isolationOf(kind) })])
    .transform((written): PluginUse => (typeof written === 'string' ? namedOnly(written) : complete(written)))
    .meta({ pluginKind: kind });
}

// Whether a response processor observes is known when it has been created; that others can't be isolated, at once.
function isolationOf(
  kind: PluginKind,
): z.ZodType<PluginUse['isolation'], PluginUse['isolation'] | undefined> {
  if (kind !== 'response-processor')
    return z.enum(['none'], { error: 'only response processors can be isolated' }).default('none');
  return z
    .enum(['none', 'worker'])
    .default('none')
    .describe(
      'worker: in a thread of its own, within budgets of time and memory; for processors that observe',
    );
}

/** A plugin use as it is once its defaults are in. */
export function complete(written: {
  readonly use: string;
  readonly options?: unknown;
  readonly isolation?: PluginUse['isolation'];
}): PluginUse {
  return { use: written.use, options: written.options ?? {}, isolation: written.isolation ?? 'none' };
}

function namedOnly(name: string): PluginUse {
  return complete({ use: name });
}
