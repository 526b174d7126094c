import type { HeaderPairs, Principal, Profile } from '@laneway/contracts';
import { headerValue, LanewayError } from '@laneway/contracts';

import type { Generation } from '../generation/generation.ts';

/** The caller; `undefined` if anonymous. A promise only if an authenticator returns one. */
export function identify(
  generation: Generation,
  headers: HeaderPairs,
): Principal | undefined | Promise<Principal | undefined> {
  const { authenticators, config } = generation;
  if (authenticators.length > 0) return authenticated(generation, headers, 0);
  const id = config.profiles && headerValue(headers, config.profiles.header);
  return id === undefined || id === '' ? undefined : { id, scheme: 'header' };
}

/** `WWW-Authenticate` lines of all authenticators for a refused caller. Source: RFC 9110, section 11.6.1. */
export function challenges({ authenticators }: Generation, { code }: LanewayError): string[] {
  if (code !== 'unauthenticated') return [];
  return authenticators.flatMap((authenticator) => ['www-authenticate', authenticator.challenge()]);
}

/** The profile of the caller. Throws `profile_unknown` and `profile_suspended`. */
export function findProfile(
  generation: Generation,
  principal: Principal | undefined,
): Profile | undefined | Promise<Profile | undefined> {
  const { profiles, config } = generation;
  if (profiles === undefined) return undefined;
  if (principal === undefined) {
    if (config.profiles?.required === true)
      throw new LanewayError('profile_unknown', 'A profile is required.');
    return undefined;
  }
  const found = profiles.find(principal);
  return found instanceof Promise ? found.then(permitted, unavailable) : permitted(found);
}

// The first scheme that the request uses decides; if it uses none of them, it is refused.
function authenticated(
  generation: Generation,
  headers: HeaderPairs,
  from: number,
): Principal | Promise<Principal> {
  for (const [index, authenticator] of generation.authenticators.entries()) {
    if (index < from) continue;
    const answer = authenticator.authenticate(headers);
    if (answer instanceof Promise)
      return answer.then((principal) => principal ?? authenticated(generation, headers, index + 1));
    if (answer !== undefined) return answer;
  }
  throw new LanewayError('unauthenticated', 'No valid credentials were sent.');
}

function permitted(profile: Profile | undefined): Profile {
  if (profile === undefined) throw new LanewayError('profile_unknown', 'The profile is not known.');
  if (profile.suspended === true) throw new LanewayError('profile_suspended', 'The profile is suspended.');
  return profile;
}

function unavailable(cause: unknown): never {
  throw new LanewayError('profile_unavailable', 'Profiles cannot be read at the moment.', {
    retryAfterMs: 1_000,
    cause,
  });
}
