import type { Profile } from '@laneway/contracts';
import type { ProfilesConfig } from '../config.ts';
import { aUse } from './a-gateway-config.ts';
import { aPlugin } from '@laneway/testkit';

/** Profiles by the header `x-user-id`, from the plugin `profiles`. */
export const namedByHeader: ProfilesConfig = {
  source: aUse('profiles'),
  header: 'x-user-id',
  required: false,
  refreshMs: 60_000,
};

/** A profile source with these profiles. Any other caller has a profile without settings. */
export function knownProfiles(...profiles: readonly Profile[]) {
  const byId = new Map(profiles.map((profile) => [profile.id, profile]));
  return aPlugin('profile-source', () => ({ find: ({ id }) => byId.get(id) ?? { id, headers: [] } }));
}
