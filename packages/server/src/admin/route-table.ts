import type { AdminRoute } from './admin-route.ts';

/** The result of a look-up. */
export type Match =
  | { readonly kind: 'route'; readonly route: AdminRoute; readonly params: ReadonlyMap<string, string> }
  /** The path exists with other methods, which `allow` names. */
  | { readonly kind: 'method-unknown'; readonly allow: string }
  | { readonly kind: 'path-unknown' };

interface Row {
  readonly route: AdminRoute;
  readonly segments: readonly string[];
}

/** Finds routes by method and path. The first match is taken; the case of fixed segments does not matter. */
export class RouteTable {
  readonly #rows: readonly Row[];

  constructor(routes: readonly AdminRoute[]) {
    this.#rows = routes.map((route) => ({ route, segments: route.path.split('/') }));
  }

  match(method: string, path: string): Match {
    const segments = decoded(path);
    const methods = new Set<string>();
    for (const row of this.#rows) {
      const params = paramsOf(row.segments, segments);
      if (params === undefined) continue;
      if (serves(row.route, method)) return { kind: 'route', route: row.route, params };
      methods.add(row.route.method);
    }
    if (methods.size === 0) return { kind: 'path-unknown' };
    if (methods.has('GET')) methods.add('HEAD');
    return { kind: 'method-unknown', allow: [...methods].join(', ') };
  }
}

function serves(route: AdminRoute, method: string): boolean {
  return route.method === method || (route.method === 'GET' && method === 'HEAD');
}

// Decoded after splitting, so that an encoded slash stays part of its segment.
function decoded(path: string): readonly string[] {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return [];
  }
}

function paramsOf(
  pattern: readonly string[],
  segments: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (expected.startsWith('{') && segment !== '') params.set(expected.slice(1, -1), segment);
    else if (expected.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return params;
}
