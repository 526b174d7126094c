import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import { z } from 'zod';

import type { JsonSchema } from './describe-schema.ts';
import { describeSchema } from './describe-schema.ts';

/** The input of `schema` as JSON Schema; `{}`, which allows anything, if the schema cannot describe itself. */
export function optionsSchema(schema: StandardSchemaV1): JsonSchema {
  if (describesItself(schema)) return schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  return schema instanceof z.ZodType ? describeSchema(schema) : {};
}

// Source: https://standardschema.dev/json-schema
function describesItself(schema: StandardSchemaV1): schema is StandardSchemaV1 & StandardJSONSchemaV1 {
  const properties: object = schema['~standard'];
  return (
    'jsonSchema' in properties && typeof properties.jsonSchema === 'object' && properties.jsonSchema !== null
  );
}
