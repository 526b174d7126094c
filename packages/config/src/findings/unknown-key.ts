import { didYouMean } from './closest.ts';
import type { ConfigPath } from './config-path.ts';
import type { Finding } from './finding.ts';

/** A key of the map at `path` that is none of those allowed there. */
export function unknownKey(path: ConfigPath, key: string, allowed: readonly string[]): Finding {
  return { path: [...path, key], part: 'key', message: 'unknown key', allowed, ...didYouMean(key, allowed) };
}
