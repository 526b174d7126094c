import { LanewayError } from '@laneway/contracts';
import type { Profile } from '@laneway/contracts';

import type { FieldProblem } from './profile-headers.ts';
import { parseEntry } from './profile-entry.ts';

/** Name of the text, and field with the id of an entry. */
export interface ProfileFormat {
  /** Name of the text in messages, e.g. `profiles.json`. */
  readonly name: string;
  /** Field that contains the id of a profile. */
  readonly key: string;
}

/** Valid profiles by id. */
export interface ParsedProfiles {
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Doubtful entries that were accepted, one sentence each. */
  readonly warnings: readonly string[];
}

// Enough to find the mistake; hundreds would hide the first one.
const problemsShown = 5;

/**
 * Parses a JSON array of flat objects.
 * Throws `LanewayError` `config_invalid` with index and field of each mistake, never with a value: it may be a secret.
 */
export function parseProfiles(text: string, format: ProfileFormat): ParsedProfiles {
  const { name, key } = format;
  const profiles = new Map<string, Profile>();
  const indexes = new Map<string, number>();
  const [warnings, problems]: [string[], string[]] = [[], []];
  for (const [index, entry] of parseArray(text, name).entries()) {
    const read = parseEntry(entry, key);
    if ('problems' in read) {
      problems.push(...read.problems.map((problem) => inWords(problem, `${name}[${index}]`)));
      continue;
    }
    const { id } = read.profile;
    const before = indexes.get(id);
    if (before !== undefined)
      warnings.push(`${name}[${index}] replaces ${name}[${before}], which has the same ${key}.`);
    indexes.set(id, index);
    profiles.set(id, read.profile);
  }
  if (problems.length > 0) throw new LanewayError('config_invalid', shortened(problems));
  return { profiles, warnings };
}

function parseArray(text: string, name: string): readonly unknown[] {
  const value = parseJson(text, name);
  if (Array.isArray(value)) return value;
  throw new LanewayError('config_invalid', `${name} must be an array of profiles.`);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Node's message quotes the text, which may contain secrets: only the position is passed on.
    const place = /line \d+ column \d+/.exec(error instanceof Error ? error.message : '')?.[0];
    throw new LanewayError(
      'config_invalid',
      `${name} is not valid JSON${place === undefined ? '' : ` (${place})`}.`,
    );
  }
}

function inWords({ path, message }: FieldProblem, entry: string): string {
  return `${[entry, ...path.map(String)].join('.')}: ${message}`;
}

function shortened(problems: readonly string[]): string {
  const shown = problems.slice(0, problemsShown).join('; ');
  const left = problems.length - problemsShown;
  return left > 0 ? `${shown}; and ${left} more.` : `${shown}.`;
}
