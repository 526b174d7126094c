import type { GatewayConfig, TierConfig } from '../config.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { ProtectedTier } from '../headroom/headroom-claim.ts';
import { SharedPool } from '../headroom/shared-pool.ts';
import { hasLabels } from '../routing/route.ts';

const defaultMargin = 0.01;

/** A pool and the endpoints whose slots it consists of. */
export interface PoolOfEndpoints {
  /** The same tiers and endpoints give the same key. */
  readonly key: string;
  readonly endpoints: readonly Endpoint[];
  readonly pool: SharedPool;
}

/**
 * The pools of a config. An endpoint is part of one if some tier prefers it, can spill elsewhere, and a tier of a lower lane
 * may use it too. Endpoints that protect the same tiers form one pool, and share it from now on. What `previous` pools have learned is kept.
 */
export function sharedPools(
  config: GatewayConfig,
  endpoints: ReadonlyMap<string, Endpoint>,
  previous: readonly PoolOfEndpoints[],
): PoolOfEndpoints[] {
  const groups = new Map<string, { tiers: readonly ProtectedTier[]; endpoints: Endpoint[] }>();
  for (const { name, headroom } of config.endpoints) {
    const endpoint = endpoints.get(name);
    if (endpoint === undefined || headroom !== 'auto') continue;
    const tiers = protectedTiers(config, endpoint, [...endpoints.values()]);
    if (tiers.length === 0) continue;
    const key = JSON.stringify(tiers);
    const group = groups.get(key) ?? { tiers, endpoints: [] };
    group.endpoints.push(endpoint);
    groups.set(key, group);
  }
  for (const endpoint of endpoints.values()) endpoint.share(undefined);
  return [...groups].map(([tiersKey, { tiers, endpoints: members }]) => {
    const key = `${tiersKey} ${members.map(({ name }) => name).join(' ')}`;
    const slots = members.reduce((sum, endpoint) => sum + endpoint.slots, 0);
    const pool = previous.find((other) => other.key === key)?.pool ?? new SharedPool(slots, tiers);
    pool.resize(slots);
    for (const endpoint of members) endpoint.share(pool);
    return { key, endpoints: members, pool };
  });
}

function protectedTiers(
  { lanes, tiers }: GatewayConfig,
  endpoint: Endpoint,
  all: readonly Endpoint[],
): ProtectedTier[] {
  const rankOf = (tier: TierConfig) => lanes.findIndex(({ name }) => name === tier.lane);
  const users = Object.values(tiers).filter(
    ({ route }) => route.length === 0 || route.some((selector) => hasLabels(endpoint, selector.labels)),
  );
  const lowest = Math.max(...users.map(rankOf));
  const chosen = new Map<string, ProtectedTier>();
  for (const tier of users) {
    const [first, ...later] = tier.route;
    if (first === undefined || !hasLabels(endpoint, first.labels) || rankOf(tier) >= lowest) continue;
    const spills = later.some((selector) =>
      all.some((other) => hasLabels(other, selector.labels) && !hasLabels(other, first.labels)),
    );
    if (!spills) continue;
    const margin = Math.min(tier.margin ?? defaultMargin, chosen.get(tier.lane)?.margin ?? 1);
    chosen.set(tier.lane, { lane: tier.lane, rank: rankOf(tier), margin });
  }
  return [...chosen.values()].sort((a, b) => a.rank - b.rank);
}
