import type { ConfigPath } from '../findings/config-path.ts';

/** The value at `path` of plain data; `undefined` if there is none. */
export function valueAt(document: unknown, path: ConfigPath): unknown {
  let value = document;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = Reflect.get(value, segment);
  }
  return value;
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
