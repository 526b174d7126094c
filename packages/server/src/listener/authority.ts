// A bracketed IPv6 address or a name, then perhaps a port. No user, no comma: `Host` lines may have been joined.
const pattern = /^(?:(?<v6>\[[0-9a-f:.]+\])|(?<name>[a-z0-9._~!$&'()*+;=%-]+))(?::\d{0,5})?$/i;

/** Whether `value` may stand in a `Host` line. Source: RFC 9110, 7.2; RFC 3986, 3.2. */
export function isAuthority(value: string): boolean {
  return pattern.test(value);
}

/** The host of an authority without port and brackets, lower case; `undefined` if it isn't one. */
export function hostOf(authority: string): string | undefined {
  const groups = pattern.exec(authority)?.groups;
  return (groups?.['v6']?.slice(1, -1) ?? groups?.['name'])?.toLowerCase();
}
