import type { z } from 'zod';

import { didYouMean } from '../findings/closest.ts';
import type { ConfigPath } from '../findings/config-path.ts';
import { pathKey } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { issueHints, unknownKey } from '../findings/finding.ts';
import { valueAt } from '../reading/plain-data.ts';
import type { JsonSchema } from './describe-schema.ts';
import { keysAllowedAt } from './describe-schema.ts';
import { missingKey } from './schema-messages.ts';

type Issue = z.core.$ZodIssue;

/** Converts zod's issues in `document` to findings, with allowed values and suggestions. */
export function schemaFindings(issues: readonly Issue[], document: unknown, schema: JsonSchema): Finding[] {
  const findings = issues.flatMap((issue) => explain(issue, [], document, schema));
  return withoutMistyped(findings);
}

function explain(issue: Issue, at: ConfigPath, document: unknown, schema: JsonSchema): Finding[] {
  const path = [
    ...at,
    ...issue.path.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment)),
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, keysAllowedAt(schema, path) ?? []));
    case 'invalid_union':
      return explainUnion(issue, path, document, schema);
    case 'invalid_key':
      return [{ path, part: 'key', message: issue.issues[0]?.message ?? issue.message }];
    case 'invalid_value':
      return [wrongChoice(path, issue.message, issue.values.map(String), document)];
    case 'custom':
      return [custom(issue, path, document)];
    default:
      return [plain(path, issue.message, document)];
  }
}

function wrongChoice(
  path: ConfigPath,
  message: string,
  allowed: readonly string[],
  document: unknown,
): Finding {
  const finding = plain(path, message, document);
  const { value } = finding;
  return { ...finding, allowed, ...(typeof value === 'string' && didYouMean(value, allowed)) };
}

// The intended alternative is the one whose type fits: its issues are further inside.
function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  path: ConfigPath,
  document: unknown,
  schema: JsonSchema,
): Finding[] {
  const meant = issue.errors.find(
    (found) => !found.some(({ code, path: inner }) => code === 'invalid_type' && inner.length === 0),
  );
  if (meant !== undefined) return meant.flatMap((inner) => explain(inner, path, document, schema));
  const expected = new Set(issue.errors.flat().map(({ message }) => message.replace(/ in quotes\.$/, '.')));
  const message = [...expected].join(' or ').replaceAll('. or Expected', ' or');
  return [plain(path, message, document)];
}

function custom(issue: z.core.$ZodIssueCustom, path: ConfigPath, document: unknown): Finding {
  const finding = plain(path, issue.message, document);
  return {
    ...(issue.params?.['isSecret'] === true ? { path, part: 'value', message: issue.message } : finding),
    ...issueHints(issue),
  };
}

function plain(path: ConfigPath, message: string, document: unknown): Finding {
  const value = valueAt(document, path);
  const isAbsence = message === missingKey;
  return {
    path,
    part: 'value',
    message,
    ...(isShowable(value) && { value }),
    ...(isAbsence && { isAbsence }),
  };
}

function isShowable(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || value === null);
}

// A mistyped required key would be reported twice: as unknown and as missing.
function withoutMistyped(findings: readonly Finding[]): Finding[] {
  const suggested = new Set<string>();
  for (const { path, part, suggestion } of findings) {
    if (part === 'key' && suggestion !== undefined)
      suggested.add(pathKey([...path.slice(0, -1), suggestion]));
  }
  return findings.filter(({ path, isAbsence }) => isAbsence !== true || !suggested.has(pathKey(path)));
}
