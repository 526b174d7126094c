import type { Profile } from '@laneway/contracts';

import type { GatewayConfig } from './config.ts';

/** Names in a profile that the config doesn't have, in one sentence; `undefined` if it has them all. Such a name counts as left out. */
export function profileDoubt(profile: Profile, config: GatewayConfig): string | undefined {
  const { lane, tier, priorityKey } = profile;
  const unknown = [
    lane !== undefined && !config.lanes.some(({ name }) => name === lane) && `lane ${lane}`,
    tier !== undefined && !Object.hasOwn(config.tiers, tier) && `tier ${tier}`,
    // Which key it is may be nobody's business.
    priorityKey !== undefined &&
      !config.priority.keys.has(priorityKey.trim().toLowerCase()) &&
      'priority key',
  ].filter((part) => part !== false);
  if (unknown.length === 0) return undefined;
  return `the config does not have the ${unknown.join(' and the ')} of this profile, which is served as if it had none`;
}
