import type { Profile } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import { facadeName } from '../routing/backend-path.ts';
import type { Facade } from '../routing/facade.ts';
import { hostOf } from '../routing/facade.ts';
import type { RequestFacts } from '../routing/request-facts.ts';
import type { Generation } from '../generation/generation.ts';
import type { Route } from '../routing/route.ts';

/** The facade that serves a request. Throws `no_facade`, or `no_endpoint` if there is nothing to serve it. */
export function facadeOf(generation: Generation, request: RequestFacts): Facade {
  const host = hostOf(request.headers);
  const named = facadeName(request.path);
  const facade =
    named === undefined
      ? generation.facades.find((candidate) => candidate.matches(request, host))
      : generation.facade(named);
  if (generation.facades.length === 0) throw new LanewayError('no_endpoint', 'There are no endpoints yet.');
  if (facade === undefined)
    throw new LanewayError('no_facade', 'No facade matches this request.', { param: request.path });
  if (facade.endpoints.length === 0)
    throw new LanewayError('no_endpoint', `Facade ${facade.name} has no endpoints.`);
  return facade;
}

/** Where the profile's tier may go within the facade. Throws `no_endpoint` if that is nowhere. */
export function routeOf(generation: Generation, facade: Facade, profile: Profile | undefined): Route {
  const selectors = generation.tier(profile?.tier)?.route;
  const route = facade.route(selectors === undefined || selectors.length === 0 ? undefined : selectors);
  if (route.steps.every(({ endpoints }) => endpoints.length === 0)) {
    throw new LanewayError(
      'no_endpoint',
      `Tier ${profile?.tier ?? ''} may use no endpoint of facade ${facade.name}.`,
    );
  }
  return route;
}
