import type { LedgerEntry } from '../ledger/ledger-entry.ts';

/** The credentials that the server accepts. With both, either is enough; with neither, none is needed. */
export interface AcceptedCredentials {
  /** API key in `api-key`, `x-api-key` or `x-goog-api-key`, as a bearer token, or as `key` in the query. */
  readonly requireKey: string | undefined;
  /** Bearer token in `Authorization`. */
  readonly requireBearer: string | undefined;
}

export function isAccepted(entry: LedgerEntry, { requireKey, requireBearer }: AcceptedCredentials): boolean {
  if (requireKey === undefined && requireBearer === undefined) return true;
  const bearer = /^Bearer (.+)$/i.exec(entry.headers.authorization ?? '')?.[1];
  if (requireBearer !== undefined && bearer === requireBearer) return true;
  if (requireKey === undefined) return false;
  const { headers } = entry;
  const offered = [
    headers['api-key'],
    headers['x-api-key'],
    headers['x-goog-api-key'],
    bearer,
    entry.route?.query.get('key'),
  ];
  return offered.includes(requireKey);
}
