import type { ConfigPath } from '../findings/config-path.ts';
import { replaceAt, valueAt } from './plain-data.ts';

/**
 * Interpolated values are text. Returns `document` with the texts at `invalidPaths` that read as numbers or booleans
 * converted to those; `undefined` if there are none.
 */
export function convertInterpolated(
  document: unknown,
  invalidPaths: readonly ConfigPath[],
  isInterpolated: (path: ConfigPath) => boolean,
): unknown {
  let changed: unknown;
  for (const path of invalidPaths) {
    if (!isInterpolated(path)) continue;
    const value = scalarOf(valueAt(document, path));
    if (value !== undefined) changed = replaceAt(changed ?? document, path, value);
  }
  return changed;
}

function scalarOf(value: unknown): number | boolean | undefined {
  if (value === 'true') return true;
  if (value === 'false') return false;
  return typeof value === 'string' && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value) ? Number(value) : undefined;
}
