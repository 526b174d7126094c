import type { ConfigPath } from '../findings/config-path.ts';
import { replaceAt, valueAt } from './plain-data.ts';

/**
 * What was filled in is text. Where a schema found fault with such a text and it reads as a number or a truth value,
 * this returns the document with that instead; `undefined` if there is no such place.
 */
export function convertInterpolated(
  document: unknown,
  faults: readonly ConfigPath[],
  isFilled: (path: ConfigPath) => boolean,
): unknown {
  let changed: unknown;
  for (const path of faults) {
    if (!isFilled(path)) continue;
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
