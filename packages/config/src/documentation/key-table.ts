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
    String(key['description'] ?? ''),
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
  if (isPlugin(schema)) return `plugin (${String(schema['pluginKind'])})`;
  if (Array.isArray(choices)) return choices.map((choice) => `\`${String(choice)}\``).join(', ');
  if (isSchema(properties)) return 'map of keys';
  if (isSchema(additionalProperties)) return `map of name to ${typeOf(additionalProperties)}`;
  if (isSchema(items)) return `list of ${typeOf(items)}`;
  if (type === 'integer' || type === 'number') return rangeOf(schema);
  if (type === 'boolean') return 'true, false';
  return type === 'string' ? 'text' : 'any value';
}

function rangeOf({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const kind = type === 'integer' ? 'whole number' : 'number';
  if (minimum !== undefined && maximum !== undefined) return `${kind}, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${kind}, at least ${minimum}`;
  return exclusiveMinimum === undefined ? kind : `${kind}, more than ${exclusiveMinimum}`;
}

function defaultOf({ default: fallback, properties }: JsonSchema): string {
  if (fallback === undefined || isSchema(properties)) return '';
  if (Array.isArray(fallback)) return fallback.every(isScalar) ? fallback.join(', ') : '';
  return isScalar(fallback) ? `\`${String(fallback)}\`` : '';
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function escaped(cell: string): string {
  return cell.replaceAll('|', String.raw`\|`);
}
