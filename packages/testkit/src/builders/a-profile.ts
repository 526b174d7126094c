import type { Principal, Profile } from '@laneway/contracts';

/** The profile of `alice`, which says nothing else. */
export function aProfile(overrides: Partial<Profile> = {}): Profile {
  return { id: 'alice', headers: [], ...overrides };
}

/** `alice`, who proved it with an API key. */
export function aPrincipal(overrides: Partial<Principal> = {}): Principal {
  return { id: 'alice', scheme: 'api-key', ...overrides };
}
