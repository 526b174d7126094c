import type { IncomingRequest } from '@laneway/core';

import type { Acceptor } from './gateway-port.ts';

/** A path that replaces another path and query, so that callers need not know them. */
export interface PathAlias {
  /** Begins with `/`; without a query. */
  readonly path: string;
  /** Path and, after a `?`, query that replace those of the request. */
  readonly target: string;
}

/** Passes requests on; a POST to the alias as a POST to its target. */
export function withAlias(acceptor: Acceptor, alias: PathAlias): Acceptor {
  const [path = '', ...query] = alias.target.split(/(?=\?)/);
  const target = { path, query: query.join('') };
  const meant = (request: IncomingRequest) => request.method === 'POST' && request.path === alias.path;
  return {
    errorBody: (error, request) =>
      acceptor.errorBody?.(error, request?.path === alias.path ? { ...request, path } : request),
    accept: (request, client) =>
      acceptor.accept(meant(request) ? { ...request, ...target } : request, client),
  };
}
