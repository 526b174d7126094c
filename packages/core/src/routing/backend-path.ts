const facadePrefix = '/facades/';

/**
 * The path that a backend gets: `path` without the prefix that names a facade; or, if no facade is named, without
 * `stripPrefix`.
 */
export function backendPath(path: string, stripPrefix: string | undefined): string {
  const name = facadeName(path);
  if (name !== undefined) return path.slice(facadePrefix.length + name.length) || '/';
  return stripPrefix === undefined ? path : withoutPrefix(path, stripPrefix);
}

/** The facade that a path names, as `/facades/<name>/...` does; otherwise `undefined`. */
export function facadeName(path: string): string | undefined {
  if (!path.startsWith(facadePrefix)) return undefined;
  const end = path.indexOf('/', facadePrefix.length);
  return path.slice(facadePrefix.length, end < 0 ? undefined : end);
}

// Whole segments only: `/v1` is not a prefix of `/v10`.
function withoutPrefix(path: string, prefix: string): string {
  if (path === prefix) return '/';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}
