import type { JsonSchema } from '../schema/describe-schema.ts';
import { isSchema } from '../schema/describe-schema.ts';

interface Row {
  readonly path: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

/** A Markdown table of the keys that a JSON Schema allows: path, type, default, meaning. `*` is a name or an index. */
export function keyTable(schema: JsonSchema): string {
  const rows = keysOf(schema, '').map(({ path, schema: key, isRequired }) => [
    `\`${path}\``,
    typeOf(key),
    isRequired ? 'required' : defaultOf(key),
    textOf(key['description']),
  ]);
  const lines = [['key', 'type', 'default', 'meaning'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');
}

function keysOf(schema: JsonSchema, prefix: string): Row[] {
  const { properties, required } = schema;
  if (!isSchema(properties)) return [];
  const names = new Set(Array.isArray(required) ? required : []);
  return Object.entries(properties).flatMap(([name, key]) => {
    if (!isSchema(key)) return [];
    const path = `${prefix}${name}`;
    return [{ path, schema: key, isRequired: names.has(name) }, ...innerKeys(key, path)];
  });
}

// The keys of a plugin use are the same everywhere, except where it has others beside them.
function innerKeys(schema: JsonSchema, path: string): Row[] {
  const { properties, items, additionalProperties } = schema;
  if (isPlugin(schema) && !isSchema(properties)) return [];
  if (isSchema(properties)) return keysOf(schema, `${path}.`);
  return [items, additionalProperties].flatMap((part) =>
    isSchema(part) && !isPlugin(part) ? innerKeys(part, `${path}.*`) : [],
  );
}

function isPlugin(schema: JsonSchema): boolean {
  return 'pluginKind' in schema;
}

function typeOf(schema: JsonSchema): string {
  const { title, type, enum: choices, items, properties, additionalProperties } = schema;
  if (typeof title === 'string') return title;
  if (isPlugin(schema)) return `plugin (${textOf(schema['pluginKind'])})`;
  if (Array.isArray(choices)) return choices.map((choice) => `\`${textOf(choice)}\``).join(', ');
  if (isSchema(properties)) return 'map of keys';
  if (isSchema(additionalProperties)) return `map of name to ${typeOf(additionalProperties)}`;
  if (isSchema(items)) return `list of ${typeOf(items)}`;
  if (type === 'integer' || type === 'number') return rangeOf(schema);
  if (type === 'boolean') return 'true, false';
  return type === 'string' ? 'text' : 'any value';
}

function rangeOf({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const kind = type === 'integer' ? 'whole number' : 'number';
  const [least, most, bound] = [minimum, maximum, exclusiveMinimum].map(textOf);
  if (least !== '' && most !== '') return `${kind}, ${least} to ${most}`;
  if (least !== '') return `${kind}, at least ${least}`;
  return bound === '' ? kind : `${kind}, more than ${bound}`;
}

function defaultOf({ default: fallback, properties }: JsonSchema): string {
  if (isSchema(properties)) return '';
  if (Array.isArray(fallback))
    return fallback
      .map(textOf)
      .filter((item) => item !== '')
      .join(', ');
  return textOf(fallback) === '' ? '' : `\`${textOf(fallback)}\``;
}

/** A text, number or boolean as text; empty for anything else. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

function escaped(cell: string): string {
  return cell.replaceAll('|', String.raw`\|`);
}
