import type { Profile } from '@laneway/contracts';
import { z } from 'zod';

import { ProfileHeaders } from './profile-headers.ts';
import type { FieldProblem } from './profile-headers.ts';

/** A parsed entry, or all its problems. */
export type ParsedEntry = { readonly profile: Profile } | { readonly problems: readonly FieldProblem[] };

const text = z.string('must be text').min(1, 'must not be empty');
const identifier = z.union([text, z.number().transform(String)], 'must be text or a number, and not empty');
const positive = z.number('must be a number greater than 0').positive('must be a number greater than 0');

const knownFields = z.object({
  tier: text.exactOptional(),
  lane: text.exactOptional(),
  S7PPriorityKey: identifier.exactOptional(),
  weight: positive.exactOptional(),
  quota: z
    .strictObject(
      {
        tpm: positive.exactOptional(),
        rpm: positive.exactOptional(),
        concurrency: z.int('must be a whole number').min(1, 'must be at least 1').exactOptional(),
      },
      { error: quotaProblem },
    )
    .exactOptional(),
  suspended: z.boolean('must be true or false').exactOptional(),
  headers: z.looseObject({}, 'must be an object of header names and values').exactOptional(),
});

// SimpleL7Proxy's own bookkeeping, in files that it has written.
const bookkeeping = new Set(['__DeletedAt', '__ExpiresAt']);

/** Parses an entry whose id is in the field `key`. A field that is `null` counts as absent. */
export function parseEntry(entry: unknown, key: string): ParsedEntry {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return { problems: [{ path: [], message: 'must be an object' }] };
  }
  const given = Object.entries(entry).filter(([, value]) => value !== null);
  const id = identifier.safeParse(given.find(([name]) => name === key)?.[1]);
  const fields = knownFields.safeParse(Object.fromEntries(given.filter(([name]) => isKnown(name))));
  const headers = readHeaders(given.filter(([name]) => name !== key));
  if (id.success && fields.success && headers.problems.length === 0) {
    return { profile: profileOf(id.data, fields.data, headers) };
  }
  const idProblems = id.success ? [] : [{ path: [key], message: 'must be text or a number, and not empty' }];
  return { problems: [...idProblems, ...(fields.error?.issues ?? []), ...headers.problems] };
}

function isKnown(name: string): boolean {
  return Object.hasOwn(knownFields.shape, name);
}

function readHeaders(given: readonly (readonly [string, unknown])[]): ProfileHeaders {
  const headers = new ProfileHeaders();
  for (const [name, value] of given) {
    if (isKnown(name) || bookkeeping.has(name) || /^internal-/i.test(name)) continue;
    headers.add(name, value, [name]);
  }
  const [, listed] = given.find(([name]) => name === 'headers') ?? [];
  if (typeof listed === 'object' && listed !== null && !Array.isArray(listed)) {
    for (const [name, value] of Object.entries(listed)) headers.add(name, value, ['headers', name]);
  }
  return headers;
}

function profileOf(id: string, fields: z.infer<typeof knownFields>, headers: ProfileHeaders): Profile {
  const { S7PPriorityKey: priorityKey, headers: _listed, ...rest } = fields;
  const named = priorityKey === undefined ? rest : { ...rest, priorityKey };
  return Object.freeze({ id, ...named, headers: headers.pairs() });
}

function quotaProblem(issue: {
  readonly code?: string | undefined;
  readonly keys?: readonly string[];
}): string {
  if (issue.code !== 'unrecognized_keys') return 'must be an object with tpm, rpm or concurrency';
  return `has no ${issue.keys?.join(', ')}; allowed: tpm, rpm, concurrency`;
}
