import type { GatewayRequest } from '@laneway/contracts';

import type { Acceptor } from './gateway-port.ts';

/** A path that stands for a whole address, so that callers need not know which. */
export interface PathAlias {
  /** Begins with `/`; without a query. */
  readonly path: string;
  /** Path and, behind a `?`, query that take the place of the caller's own. */
  readonly target: string;
}

/** Hands requests on, those that are posted to the alias as if they had been posted to its target. */
export function withAlias(acceptor: Acceptor, alias: PathAlias): Acceptor {
  const [path = '', ...query] = alias.target.split(/(?=\?)/);
  const target = { path, query: query.join('') };
  const meant = (request: GatewayRequest) => request.method === 'POST' && request.path === alias.path;
  return {
    accept: (request, client) =>
      acceptor.accept(meant(request) ? { ...request, ...target } : request, client),
  };
}
