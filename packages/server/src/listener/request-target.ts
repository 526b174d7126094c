import { isAuthority } from './authority.ts';

/** Path and query of the request line. */
export interface RequestTarget {
  /** Begins with `/`; still percent-encoded. */
  readonly path: string;
  /** With its `?`; empty if there is none. */
  readonly query: string;
  /** Host of an absolute target, which replaces `Host`; otherwise `undefined`. */
  readonly authority: string | undefined;
}

const absolute = /^https?:\/\/(?<authority>[^/?]*)(?<rest>.*)$/i;

/**
 * Splits a request target without changing a byte; `undefined` if this server does not serve it.
 * Source: RFC 9112, 3.2. Only the origin form and absolute http and https addresses are served.
 */
export function requestTarget(target: string): RequestTarget | undefined {
  if (target.includes('#')) return undefined;
  if (target.startsWith('/')) return split(target, undefined);
  const { authority, rest } = absolute.exec(target)?.groups ?? {};
  if (authority === undefined || rest === undefined || !isAuthority(authority)) return undefined;
  return split(rest.startsWith('/') ? rest : `/${rest}`, authority);
}

function split(target: string, authority: string | undefined): RequestTarget {
  const mark = target.indexOf('?');
  if (mark === -1) return { path: target, query: '', authority };
  return { path: target.slice(0, mark), query: target.slice(mark), authority };
}
