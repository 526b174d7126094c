import type { Profile } from '@laneway/contracts';
import type { ProfilesConfig } from '../config.ts';
import { aUse } from './a-gateway-config.ts';
import { aPlugin } from '@laneway/testkit';

/** Callers name themselves in `x-user-id`; what they may do is known from a plugin called `profiles`. */
export const namedByHeader: ProfilesConfig = {
  source: aUse('profiles'),
  header: 'x-user-id',
  required: false,
  refreshMs: 60_000,
};

/** A profile source that knows these; anybody else it knows by name only. */
export function knownProfiles(...profiles: readonly Profile[]) {
  const byId = new Map(profiles.map((profile) => [profile.id, profile]));
  return aPlugin('profile-source', () => ({ find: ({ id }) => byId.get(id) ?? { id, headers: [] } }));
}
