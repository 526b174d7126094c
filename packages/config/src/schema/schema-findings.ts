import type { z } from 'zod';

import { didYouMean } from '../findings/closest.ts';
import type { ConfigPath } from '../findings/config-path.ts';
import { pathKey } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { issueHints, unknownKey } from '../findings/finding.ts';
import { valueAt } from '../reading/plain-data.ts';
import type { JsonSchema } from './describe-schema.ts';
import { keysAllowedAt } from './describe-schema.ts';

type Issue = z.core.$ZodIssue;

/** Says what zod found in `document` in terms of its keys and values, each with what is allowed and was probably meant. */
export function schemaFindings(issues: readonly Issue[], document: unknown, schema: JsonSchema): Finding[] {
  const findings = issues.flatMap((issue) => explain(issue, [], document, schema));
  return withoutEchoes(findings);
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

// The alternative that was meant is the one whose own shape fits: it finds fault with something further inside.
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
  const messages = new Set(issue.errors.flat().map(({ message }) => message.replace(/, so .*$/, '')));
  const message = [...messages].join(' or ').replaceAll(' or expected', ' or');
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
  return { path, part: 'value', message, ...(isShowable(value) && { value }) };
}

function isShowable(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || value === null);
}

// A mistyped required key would be reported twice: as unknown and as missing.
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const meant = new Set<string>();
  for (const { path, part, suggestion } of findings) {
    if (part === 'key' && suggestion !== undefined) meant.add(pathKey([...path.slice(0, -1), suggestion]));
  }
  return findings.filter(({ path, message }) => message !== 'required' || !meant.has(pathKey(path)));
}
