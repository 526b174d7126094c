import type { Profile, RequestView } from '@laneway/contracts';
import { headerValue, LanewayError } from '@laneway/contracts';

import type { GatewayConfig, TierConfig } from '../config.ts';
import type { Decision } from './decision.ts';
import type { Facade } from '../routing/facade.ts';
import type { Generation } from '../generation/generation.ts';
import type { Route } from '../routing/route.ts';

const facadePrefix = '/facades/';

/** What decides on lanes: a generation, or a config that is none yet. */
export interface LaneRules<AnyLane> {
  readonly config: Pick<GatewayConfig, 'priority' | 'headers'>;
  lane(name: string): AnyLane | undefined;
  tier(name: string | undefined): TierConfig | undefined;
}

/** A lane and what put the request there. */
export interface LaneChoice<AnyLane> {
  readonly lane: AnyLane;
  readonly reason: NonNullable<Decision['laneReason']>;
}

/** The lane of a request: the profile's own, its key's, its tier's, the header's, or the default. */
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
  const asked = keyedLane(rules, firstHeader(request, headers.priority));
  if (asked !== undefined) return { lane: asked, reason: 'header' };
  const lane = rules.lane(priority.default);
  if (lane === undefined) throw new RangeError('priority.default names a lane');
  return { lane, reason: 'default' };
}

function keyedLane<AnyLane>(rules: LaneRules<AnyLane>, key: string | undefined): AnyLane | undefined {
  const name = key === undefined ? undefined : rules.config.priority.keys.get(key.trim().toLowerCase());
  return name === undefined ? undefined : rules.lane(name);
}

/** The facade that serves a request. Throws `no_facade`, or `no_endpoint` if there is nothing to serve it. */
export function facadeOf(generation: Generation, request: RequestView): Facade {
  const host = hostName(headerValue(request.headers, 'host') ?? '');
  const named = facadeName(request.path);
  const facade =
    named === undefined
      ? generation.facades.find((candidate) => candidate.matches(request, host))
      : generation.facade(named);
  if (generation.facades.length === 0) throw new LanewayError('no_endpoint', 'there are no endpoints yet');
  if (facade === undefined)
    throw new LanewayError('no_facade', 'no facade matches this request', { param: request.path });
  if (facade.endpoints.length === 0)
    throw new LanewayError('no_endpoint', `facade ${facade.name} has no endpoints`);
  return facade;
}

/** Where the profile's tier may go within the facade. Throws `no_endpoint` if that is nowhere. */
export function routeOf(generation: Generation, facade: Facade, profile: Profile | undefined): Route {
  const selectors = generation.tier(profile?.tier)?.route;
  const route = facade.route(selectors === undefined || selectors.length === 0 ? undefined : selectors);
  if (route.steps.every(({ endpoints }) => endpoints.length === 0)) {
    throw new LanewayError(
      'no_endpoint',
      `tier ${profile?.tier ?? ''} may use no endpoint of facade ${facade.name}`,
    );
  }
  return route;
}

/** The path that the backend sees: without the prefix that names a facade, else without the one that the facade strips. */
export function backendPath(path: string, stripPrefix: string | undefined): string {
  const name = facadeName(path);
  if (name !== undefined) return path.slice(facadePrefix.length + name.length) || '/';
  return stripPrefix === undefined ? path : withoutPrefix(path, stripPrefix);
}

/** The first of these headers that the request has. `names` are lower case. */
export function firstHeader(request: RequestView, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headerValue(request.headers, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

// Whole segments only: `/open` is no prefix of `/openai`.
function withoutPrefix(path: string, prefix: string): string {
  if (path === prefix) return '/';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}

function facadeName(path: string): string | undefined {
  if (!path.startsWith(facadePrefix)) return undefined;
  const end = path.indexOf('/', facadePrefix.length);
  return path.slice(facadePrefix.length, end < 0 ? undefined : end);
}

function hostName(authority: string): string {
  return authority.replace(/:\d+$/, '').toLowerCase();
}
