import type { HeaderPairs, Profile, RequestView } from '@laneway/contracts';

/** Rules check the path and query of a request under this name, as in SimpleL7Proxy. No header can set it. */
const pathHeader = 's7path';

/** Where header values come from. */
export interface HeaderOwners {
  readonly request: RequestView;
  readonly profile: Profile | undefined;
}

/**
 * All values of the header `name` (lower case) that the backend would get: those of the profile, which replace the
 * client's, or else the client's unless the header is disallowed.
 */
export function headerLines(
  name: string,
  owners: HeaderOwners,
  disallowed: ReadonlySet<string>,
): readonly string[] {
  const { request, profile } = owners;
  if (name === pathHeader) return [request.path + request.query];
  const injected = valuesOf(name, profile?.headers ?? []);
  if (injected.length > 0) return injected;
  return disallowed.has(name) ? [] : valuesOf(name, request.headers);
}

/** The headers without the disallowed ones. */
export function withoutHeaders(headers: HeaderPairs, disallowed: ReadonlySet<string>): HeaderPairs {
  return headers.filter((_, index) => !disallowed.has((headers[index - (index % 2)] ?? '').toLowerCase()));
}

function valuesOf(name: string, headers: HeaderPairs): readonly string[] {
  return headers.filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name);
}
