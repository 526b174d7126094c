import { credentialHeaders } from '@laneway/contracts';

/** `names` (lower case) without those that hold a credential. */
export function loggableHeaders(names: readonly string[]): readonly string[] {
  return names.filter((name) => !credentialHeaders.has(name));
}
