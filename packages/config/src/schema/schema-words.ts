import type { z } from 'zod';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** How this package words what zod finds. A schema's own message wins over it. */
export function schemaWords(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(String(issue.expected), issue.input);
    case 'too_small':
      if (issue.minimum === 1 && countedThing(issue.origin) !== '') return 'must not be empty';
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${countedThing(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${countedThing(issue.origin)}`;
    case 'invalid_value':
      return 'not one of the possible values';
    case 'unrecognized_keys':
      return 'unknown key';
    case 'invalid_union':
      return 'not of any form that is possible here';
    default:
      return undefined;
  }
}

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
  if (input === undefined) return 'required';
  const message = `expected ${typeNames.get(expected) ?? expected}`;
  if (expected === 'string' && typeof input !== 'object') return `${message}, so put it in quotes`;
  const isQuotedNumber = typeof input === 'string' && input.trim() !== '' && Number.isFinite(Number(input));
  return isQuotedNumber && (expected === 'number' || expected === 'int')
    ? `${message}, so without quotes`
    : message;
}

function countedThing(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' items' : '';
}
