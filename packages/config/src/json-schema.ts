import type { Plugin } from '@laneway/contracts';

import { optionsSchema } from './schema/options-schema.ts';
import { allowReferences } from './schema/allow-references.ts';
import { configDocument } from './schema/config-document.ts';
import type { JsonSchema } from './schema/describe-schema.ts';
import { changeParts, describeSchema, isSchema } from './schema/describe-schema.ts';

/** A plugin and its name in configs. */
export interface InstalledPlugin {
  readonly use: string;
  readonly plugin: Plugin;
}

/** JSON Schema 2020-12 of a config file, for editors, with the options of each installed plugin. */
export function jsonSchema(installed: readonly InstalledPlugin[]): JsonSchema {
  const document = allowReferences(withPlugins(describeSchema(configDocument), installed));
  return { title: 'Laneway config', ...document };
}

// `pluginKind` marks the places that name a plugin.
function withPlugins(schema: JsonSchema, installed: readonly InstalledPlugin[]): JsonSchema {
  const { pluginKind, ...inner } = changeParts(schema, (part) => withPlugins(part, installed));
  const plugins = installed.filter(({ plugin }) => plugin.kind === pluginKind);
  return pluginKind === undefined || plugins.length === 0 ? inner : withOptions(inner, plugins);
}

function withOptions(schema: JsonSchema, plugins: readonly InstalledPlugin[]): JsonSchema {
  const { anyOf, description, default: fallback, ...alone } = schema;
  const forms = Array.isArray(anyOf) ? anyOf.filter(isSchema) : [alone];
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    anyOf: forms.flatMap((form) =>
      'properties' in form ? objectForms(form, plugins) : [nameForm(form, plugins)],
    ),
  };
}

function nameForm(form: JsonSchema, plugins: readonly InstalledPlugin[]): JsonSchema {
  return { ...form, examples: plugins.map(({ use }) => use) };
}

// One form for each installed plugin, and one for all others.
function objectForms(form: JsonSchema, plugins: readonly InstalledPlugin[]): JsonSchema[] {
  const known = plugins.map(({ use }) => use.replaceAll(/[^\w-]/g, String.raw`\$&`)).join('|');
  const others = { type: 'string', pattern: `^(?!(${known})$)` };
  return [...plugins.map((installed) => pluginForm(form, installed)), withProperties(form, { use: others })];
}

function pluginForm(form: JsonSchema, { use, plugin }: InstalledPlugin): JsonSchema {
  const { $schema: _, ...options } = optionsSchema(plugin.options);
  const { required } = options;
  const isNeeded = Array.isArray(required) && required.length > 0;
  // An `$id` keeps references inside the options.
  const id = '$defs' in options ? { $id: `laneway:${plugin.kind}/${use}` } : {};
  const own = withProperties(form, { use: { const: use }, options: { ...id, ...options } });
  return isNeeded ? { ...own, required: ['use', 'options'] } : own;
}

function withProperties(form: JsonSchema, changed: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const { properties } = form;
  return { ...form, properties: { ...(isSchema(properties) && properties), ...changed } };
}
