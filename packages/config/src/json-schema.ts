import type { Plugin } from '@laneway/contracts';

import { optionsSchema } from './plugins/options-schema.ts';
import { allowReferences } from './schema/allow-references.ts';
import { configDocument } from './schema/config-document.ts';
import type { JsonSchema } from './schema/describe-schema.ts';
import { changeParts, isSchema } from './schema/describe-schema.ts';
import { describeSchema } from './schema/describe-schema.ts';

/** A plugin and the name that configs use it by. */
export interface InstalledPlugin {
  readonly use: string;
  readonly plugin: Plugin;
}

/**
 * What may be written in a config file, as JSON Schema 2020-12 for editors: units and shares as the text they are,
 * the options of each plugin where it is used.
 */
export function jsonSchema(installed: readonly InstalledPlugin[]): JsonSchema {
  const document = allowReferences(withPlugins(describeSchema(configDocument), installed));
  return { title: 'Laneway config', ...document };
}

// The schema marks the places where a plugin is named by `pluginKind`.
function withPlugins(schema: JsonSchema, installed: readonly InstalledPlugin[]): JsonSchema {
  const { pluginKind, ...inner } = changeParts(schema, (part) => withPlugins(part, installed));
  if (pluginKind === undefined) return inner;
  return withOptions(
    inner,
    installed.filter(({ plugin }) => plugin.kind === pluginKind),
  );
}

function withOptions(schema: JsonSchema, plugins: readonly InstalledPlugin[]): JsonSchema {
  const { anyOf } = schema;
  if (!Array.isArray(anyOf)) return withUse(schema, plugins);
  return { ...schema, anyOf: anyOf.map((form: unknown) => (isSchema(form) ? withUse(form, plugins) : form)) };
}

function withUse(form: JsonSchema, plugins: readonly InstalledPlugin[]): JsonSchema {
  const { properties } = form;
  const names = { anyOf: [{ enum: plugins.map(({ use }) => use) }, { type: 'string' }] };
  if (!isSchema(properties)) return plugins.length === 0 ? form : { ...form, ...names };
  if (plugins.length === 0) return form;
  const use = isSchema(properties['use']) ? properties['use'] : {};
  return { ...form, properties: { ...properties, use: { ...use, ...names } }, allOf: plugins.map(optionsOf) };
}

// "If it is this plugin, then these options", said without `if`: it is another plugin, or these are its options.
function optionsOf({ use, plugin }: InstalledPlugin): JsonSchema {
  const { $schema: _, ...options } = optionsSchema(plugin.options);
  const { required } = options;
  const isNeeded = Array.isArray(required) && required.length > 0;
  // With an id of their own, references inside the options stay inside the options.
  const id = '$defs' in options ? { $id: `laneway:${plugin.kind}/${use}` } : {};
  const others = { properties: { use: { not: { const: use } } } };
  return {
    anyOf: [
      others,
      { properties: { options: { ...id, ...options } }, ...(isNeeded && { required: ['options'] }) },
    ],
  };
}
