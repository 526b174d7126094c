import type { StandardSchemaV1 } from '@standard-schema/spec';

import { issueHints, unknownKey } from '../findings/finding.ts';
import { asSentence } from '../findings/problem.ts';
import type { ConfigPath } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { valueAt } from '../reading/plain-data.ts';
import type { JsonSchema } from '../schema/describe-schema.ts';
import { keysAllowedAt } from '../schema/describe-schema.ts';

/** Findings for the issues of a schema in the options at `at` of `document`. `description`: JSON Schema, for suggestions. */
export function issueFindings(
  at: ConfigPath,
  issues: readonly StandardSchemaV1.Issue[],
  document: unknown,
  description: JsonSchema = {},
): Finding[] {
  return issues.flatMap((issue) => {
    const path = issuePath(issue);
    const unknown = unknownKeys(issue);
    if (unknown.length === 0) {
      return [{ ...wrongValue([...at, ...path], issue.message, document), ...issueHints(issue) }];
    }
    const allowed = keysAllowedAt(description, path) ?? [];
    return unknown.map((key) => unknownKey([...at, ...path], key, allowed));
  });
}

/** Path of an issue within the options. */
export function issuePath({ path = [] }: StandardSchemaV1.Issue): ConfigPath {
  const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment));
  return keys.map((key) => (typeof key === 'symbol' ? String(key) : key));
}

function wrongValue(path: ConfigPath, message: string, document: unknown): Finding {
  const value = valueAt(document, path);
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  // Many messages quote the value already.
  const isShowable = isScalar && !message.includes(`"${value}"`) && !message.includes(`'${value}'`);
  return { path, part: 'value', message: asSentence(message), ...(isShowable && { value }) };
}

// Zod reports unknown keys at their map, in `keys`; other libraries report them at the keys.
function unknownKeys(issue: StandardSchemaV1.Issue): string[] {
  return 'keys' in issue && Array.isArray(issue.keys) ? issue.keys.map(String) : [];
}
