import { didYouMean } from './closest.ts';
import type { ConfigPath } from './config-path.ts';

/** A problem or a warning at a path of the config document, before its line is looked up. */
export interface Finding {
  readonly path: ConfigPath;
  /** `key` if the name at `path` is wrong, `value` if its value is. */
  readonly part: 'key' | 'value';
  /** One or more sentences. */
  readonly message: string;
  /** The value that was written; absent if it should not be shown. */
  readonly value?: unknown;
  readonly allowed?: readonly string[];
  readonly suggestion?: string;
  /** The finding says that something is missing; after a syntax error that cannot be known. */
  readonly isAbsence?: boolean;
}

/** The finding for `key`, which the map at `path` must not have. */
export function unknownKey(path: ConfigPath, key: string, allowed: readonly string[]): Finding {
  return { path: [...path, key], part: 'key', message: 'Unknown key.', allowed, ...didYouMean(key, allowed) };
}

/** The `allowed` and `suggestion` that the schemas of `@laneway/quantities` add to an issue. */
export function issueHints(issue: object): Pick<Finding, 'allowed' | 'suggestion'> {
  if (!('params' in issue) || typeof issue.params !== 'object' || issue.params === null) return {};
  const { allowed, suggestion }: { allowed?: unknown; suggestion?: unknown } = issue.params;
  return {
    ...(Array.isArray(allowed) && { allowed: allowed.map(String) }),
    ...(typeof suggestion === 'string' && { suggestion }),
  };
}
