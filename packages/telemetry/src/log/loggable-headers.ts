import { credentialHeaders } from '@laneway/contracts';

/** Those of `names` (lower case) that may be logged: none that holds a credential. */
export function loggableHeaders(names: readonly string[]): readonly string[] {
  return names.filter((name) => !credentialHeaders.has(name));
}
