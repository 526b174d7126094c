import type { ConfigPath } from '../findings/config-path.ts';

/**
 * What was filled in is text. Where a schema found fault with such a text and it reads as a number or a truth value,
 * this returns the document with that instead; `undefined` if there is no such place.
 */
export function readAsWanted(
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

/** The value at `path` of plain data; `undefined` if there is nothing. */
export function valueAt(document: unknown, path: ConfigPath): unknown {
  let value = document;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = Reflect.get(value, segment);
  }
  return value;
}

function scalarOf(value: unknown): number | boolean | undefined {
  if (value === 'true') return true;
  if (value === 'false') return false;
  return typeof value === 'string' && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** A copy of plain data with `value` at `path`. */
export function replaceAt(document: unknown, [segment, ...rest]: ConfigPath, value: unknown): unknown {
  if (segment === undefined) return value;
  if (Array.isArray(document)) {
    return document.map((item: unknown, index) =>
      index === Number(segment) ? replaceAt(item, rest, value) : item,
    );
  }
  if (typeof document !== 'object' || document === null) return document;
  const copy: Record<string, unknown> = Object.assign(Object.create(null), document);
  copy[segment] = replaceAt(copy[segment], rest, value);
  return copy;
}
