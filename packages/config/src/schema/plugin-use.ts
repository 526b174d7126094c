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
  const isolation = z
    .enum(['none', 'worker'])
    .default('none')
    .describe('worker: observing stages run outside the event loop');
  return z
    .union([use, z.strictObject({ use, options, isolation })])
    .transform((written): PluginUse => (typeof written === 'string' ? namedOnly(written) : complete(written)))
    .meta({ pluginKind: kind });
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
