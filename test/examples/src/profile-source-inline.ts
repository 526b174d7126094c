import type { Profile } from '@laneway/contracts';
import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

/** Profiles that stand in the config itself: names of callers by tier. */
export default definePlugin({
  kind: 'profile-source',
  name: 'inline',
  contract: 1,
  options: z.strictObject({ tiers: z.record(z.string(), z.array(z.string().min(1))) }),
  create: ({ tiers }) => {
    // A map, because an object also has the names that every object inherits.
    const profiles = new Map<string, Profile>();
    for (const [tier, names] of Object.entries(tiers))
      for (const id of names) profiles.set(id, { id, tier, headers: [] });
    return {
      find: ({ id }) => profiles.get(id),
      status: () => ({ healthy: true, profiles: profiles.size }),
    };
  },
});
