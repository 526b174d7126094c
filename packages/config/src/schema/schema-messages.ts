import type { z } from 'zod';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** Messages for zod's issues. A schema's own message takes precedence. */
export function schemaMessages(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(String(issue.expected), issue.input);
    case 'too_small':
      if (issue.minimum === 1 && countedThing(issue.origin) !== undefined) return 'Must not be empty.';
      return bound(issue.inclusive === false ? 'more than' : 'at least', issue.minimum, issue.origin);
    case 'too_big':
      return bound(issue.inclusive === false ? 'less than' : 'at most', issue.maximum, issue.origin);
    case 'invalid_value':
      return 'Must be one of the allowed values.';
    case 'unrecognized_keys':
      return 'Unknown key.';
    case 'invalid_union':
      return 'Has none of the allowed forms.';
    default:
      return undefined;
  }
}

/** Message about a key that must be given. */
export const missingKey = 'This key is required.';

const typeNames = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a map of keys'],
  ['record', 'a map of keys'],
]);

function wrongType(expected: string, input: unknown): string {
  if (input === undefined) return missingKey;
  const type = typeNames.get(expected) ?? expected;
  if (expected === 'string' && typeof input !== 'object') return `Expected ${type} in quotes.`;
  const isQuotedNumber = typeof input === 'string' && input.trim() !== '' && Number.isFinite(Number(input));
  return isQuotedNumber && (expected === 'number' || expected === 'int')
    ? `Expected ${type} without quotes.`
    : `Expected ${type}.`;
}

function bound(relation: string, limit: number | bigint, origin: string): string {
  const thing = countedThing(origin);
  return thing === undefined ? `Must be ${relation} ${limit}.` : `Must have ${relation} ${limit} ${thing}.`;
}

function countedThing(origin: string): string | undefined {
  if (origin === 'string') return 'characters';
  return origin === 'array' ? 'items' : undefined;
}
