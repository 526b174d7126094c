import { z } from 'zod';

import type { ConfigPath } from '../findings/config-path.ts';

/** A JSON Schema, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The input of `schema` as JSON Schema 2020-12. */
export function describeSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => dropNoise(jsonSchema),
  });
}

/** Keys that the map at `path` may have; `undefined` if unknown, or if it may have any. */
export function keysAllowedAt(schema: JsonSchema, path: ConfigPath): string[] | undefined {
  let current: readonly JsonSchema[] = alternatives(schema);
  for (const segment of path) current = current.flatMap((part) => child(part, segment)).flatMap(alternatives);
  const names = current.flatMap(({ properties }) => (isSchema(properties) ? Object.keys(properties) : []));
  return names.length > 0 ? names : undefined;
}

/** A copy of `schema` with each direct subschema changed. */
export function changeParts(schema: JsonSchema, change: (part: JsonSchema) => JsonSchema): JsonSchema {
  const maybe = (part: unknown) => (isSchema(part) ? change(part) : part);
  const changed = Object.entries(schema).map(([keyword, part]) => {
    if (keyword === 'properties' && isSchema(part)) {
      return [keyword, Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, maybe(inner)]))];
    }
    if (['anyOf', 'oneOf', 'allOf'].includes(keyword) && Array.isArray(part))
      return [keyword, part.map(maybe)];
    return [keyword, ['items', 'additionalProperties'].includes(keyword) ? maybe(part) : part];
  });
  return Object.fromEntries(changed);
}

function child(schema: JsonSchema, segment: string | number): JsonSchema[] {
  const { properties, additionalProperties, items } = schema;
  const named = isSchema(properties) && Object.hasOwn(properties, segment) ? properties[segment] : undefined;
  const found = typeof segment === 'number' ? items : (named ?? additionalProperties);
  return isSchema(found) ? [found] : [];
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  const { anyOf, oneOf, allOf } = schema;
  const parts = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? list : [])).filter(isSchema);
  return [schema, ...parts.flatMap(alternatives)];
}

/** Whether a value is a JSON Schema other than `true` and `false`. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Zod bounds every whole number by the range of a double: noise in each place.
function dropNoise(schema: Record<string, unknown>): void {
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
}
