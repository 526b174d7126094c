import type { JsonSchema } from './describe-schema.ts';
import { changeParts } from './describe-schema.ts';

const reference = { type: 'string', pattern: '\\$\\{' };

/** A copy of `schema` in which every value may also be text that contains a `${...}`. */
export function allowReferences(schema: JsonSchema): JsonSchema {
  const inner = changeParts(schema, allowReferences);
  if (!isRestrictedScalar(inner)) return inner;
  const { description, default: fallback, ...value } = inner;
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    anyOf: [value, reference],
  };
}

function isRestrictedScalar({ type, pattern, enum: values, format }: JsonSchema): boolean {
  const types = [type].flat();
  if (types.includes('object') || types.includes('array')) return false;
  const isText = types.length === 1 && types[0] === 'string';
  return isText ? pattern !== undefined || values !== undefined || format !== undefined : type !== undefined;
}
