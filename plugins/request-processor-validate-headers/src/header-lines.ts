import type { HeaderPairs, Profile, RequestView } from '@laneway/contracts';

/** Name (lower case) under which rules check the path and query of a request, as SimpleL7Proxy does. No header sets it. */
const pathHeader = 's7path';

/** Whom header values are asked of. */
export interface HeaderOwners {
  readonly request: RequestView;
  readonly profile: Profile | undefined;
}

/**
 * All values of the header `name` (lower case) that the backend would see: the profile's, which replace the client's,
 * else the client's, unless the header is disallowed.
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

/** The headers less those that are disallowed. */
export function withoutHeaders(headers: HeaderPairs, disallowed: ReadonlySet<string>): HeaderPairs {
  return headers.filter((_, index) => !disallowed.has((headers[index - (index % 2)] ?? '').toLowerCase()));
}

function valuesOf(name: string, headers: HeaderPairs): readonly string[] {
  return headers.filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name);
}
