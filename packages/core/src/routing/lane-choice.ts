import type { Profile, RequestView } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import type { GatewayConfig, TierConfig } from '../config.ts';

/** The part of a config that selects a lane. A generation has it, and so does a config that is not in use yet. */
export interface LaneRules<AnyLane> {
  readonly config: Pick<GatewayConfig, 'priority' | 'headers'>;
  lane(name: string): AnyLane | undefined;
  tier(name: string | undefined): TierConfig | undefined;
}

/** Which rule selected the lane. */
export type LaneReason = 'profile-lane' | 'profile-key' | 'tier' | 'header' | 'default';

/** A lane and the rule that selected it. */
export interface LaneChoice<AnyLane> {
  readonly lane: AnyLane;
  readonly reason: LaneReason;
}

/** The lane of a request. In order of precedence: the profile's lane, its key, its tier, the priority header, the default. */
export function laneOf<AnyLane>(
  rules: LaneRules<AnyLane>,
  profile: Profile | undefined,
  request: RequestView,
): LaneChoice<AnyLane> {
  const { priority, headers } = rules.config;
  const own = profile?.lane === undefined ? undefined : rules.lane(profile.lane);
  if (own !== undefined) return { lane: own, reason: 'profile-lane' };
  const keyed = keyedLane(rules, profile?.priorityKey);
  if (keyed !== undefined) return { lane: keyed, reason: 'profile-key' };
  const tiered = rules.lane(rules.tier(profile?.tier)?.lane ?? '');
  if (tiered !== undefined) return { lane: tiered, reason: 'tier' };
  const requested = keyedLane(rules, firstHeader(request, headers.priority));
  if (requested !== undefined) return { lane: requested, reason: 'header' };
  const lane = rules.lane(priority.default);
  if (lane === undefined) throw new RangeError('The key priority.default must name a lane.');
  return { lane, reason: 'default' };
}

/** The value of the first header in `names` that the request has. `names` are lower case. */
export function firstHeader(request: RequestView, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headerValue(request.headers, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function keyedLane<AnyLane>(rules: LaneRules<AnyLane>, key: string | undefined): AnyLane | undefined {
  const name = key === undefined ? undefined : rules.config.priority.keys.get(key.trim().toLowerCase());
  return name === undefined ? undefined : rules.lane(name);
}
