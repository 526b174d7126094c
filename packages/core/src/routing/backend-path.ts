const facadePrefix = '/facades/';

/** The path that the backend sees: without the prefix that names a facade, else without the one that the facade strips. */
export function backendPath(path: string, stripPrefix: string | undefined): string {
  const name = facadeName(path);
  if (name !== undefined) return path.slice(facadePrefix.length + name.length) || '/';
  return stripPrefix === undefined ? path : withoutPrefix(path, stripPrefix);
}

// Whole segments only: `/open` is no prefix of `/openai`.
function withoutPrefix(path: string, prefix: string): string {
  if (path === prefix) return '/';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}

/** The facade that a path names, `/facades/{name}/...`; `undefined` if it names none. */
export function facadeName(path: string): string | undefined {
  if (!path.startsWith(facadePrefix)) return undefined;
  const end = path.indexOf('/', facadePrefix.length);
  return path.slice(facadePrefix.length, end < 0 ? undefined : end);
}
