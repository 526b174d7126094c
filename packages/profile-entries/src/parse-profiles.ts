import { LanewayError } from '@laneway/contracts';
import type { Profile } from '@laneway/contracts';

import type { FieldProblem } from './profile-headers.ts';
import { readEntry } from './profile-entry.ts';

/** Where the text comes from and how its entries are named. */
export interface ProfileFormat {
  /** For messages, e.g. `profiles.json`. */
  readonly name: string;
  /** Field that holds a profile's name. */
  readonly key: string;
}

/** What a text says. */
export interface ParsedProfiles {
  readonly profiles: ReadonlyMap<string, Profile>;
  /** What is odd and yet understood, one sentence each. */
  readonly warnings: readonly string[];
}

// Enough to see what is wrong, not so much that it hides which line matters.
const problemsShown = 5;

/**
 * Reads a JSON array of flat objects.
 * Throws `LanewayError` `config_invalid` naming index and field of what is wrong, and never a value: it may be a secret.
 */
export function parseProfiles(text: string, format: ProfileFormat): ParsedProfiles {
  const { name, key } = format;
  const profiles = new Map<string, Profile>();
  const places = new Map<string, number>();
  const [warnings, problems]: [string[], string[]] = [[], []];
  for (const [index, entry] of parseArray(text, name).entries()) {
    const read = readEntry(entry, key);
    if ('problems' in read) {
      problems.push(...read.problems.map((problem) => inWords(problem, `${name}[${index}]`)));
      continue;
    }
    const { id } = read.profile;
    const before = places.get(id);
    if (before !== undefined)
      warnings.push(`${name}[${index}] replaces ${name}[${before}], which has the same ${key}`);
    places.set(id, index);
    profiles.set(id, read.profile);
  }
  if (problems.length > 0) throw new LanewayError('config_invalid', shortened(problems));
  return { profiles, warnings };
}

function parseArray(text: string, name: string): readonly unknown[] {
  const value = parseJson(text, name);
  if (Array.isArray(value)) return value;
  throw new LanewayError('config_invalid', `${name}: must be an array of profiles`);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Node's message quotes the text around the place, which may be a secret: only the place is passed on.
    const place = /line \d+ column \d+/.exec(error instanceof Error ? error.message : '')?.[0];
    throw new LanewayError(
      'config_invalid',
      `${name}: is not JSON${place === undefined ? '' : `, see ${place}`}`,
    );
  }
}

function inWords({ path, message }: FieldProblem, entry: string): string {
  return `${[entry, ...path.map(String)].join('.')}: ${message}`;
}

function shortened(problems: readonly string[]): string {
  const shown = problems.slice(0, problemsShown).join('; ');
  const left = problems.length - problemsShown;
  return left > 0 ? `${shown}; and ${left} more` : shown;
}
