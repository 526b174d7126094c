import { didYouMean } from './closest.ts';
import type { ConfigPath } from './config-path.ts';

/** Something wrong at a place of the config document, before anybody looked up which line that is. */
export interface Finding {
  readonly path: ConfigPath;
  /** `key` if the name is at fault, `value` if what stands there is. */
  readonly part: 'key' | 'value';
  readonly message: string;
  /** What was written, if it is worth showing. */
  readonly value?: unknown;
  readonly allowed?: readonly string[];
  readonly suggestion?: string;
}

/** A key of the map at `path` that is none of those allowed there. */
export function unknownKey(path: ConfigPath, key: string, allowed: readonly string[]): Finding {
  return { path: [...path, key], part: 'key', message: 'unknown key', allowed, ...didYouMean(key, allowed) };
}

/** What a schema of quantities says beside the message of an `issue`: what is allowed, and what was probably meant. */
export function issueHints(issue: object): Pick<Finding, 'allowed' | 'suggestion'> {
  if (!('params' in issue) || typeof issue.params !== 'object' || issue.params === null) return {};
  const { allowed, suggestion }: { allowed?: unknown; suggestion?: unknown } = issue.params;
  return {
    ...(Array.isArray(allowed) && { allowed: allowed.map(String) }),
    ...(typeof suggestion === 'string' && { suggestion }),
  };
}
