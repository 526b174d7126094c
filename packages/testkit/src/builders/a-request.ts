import type { Principal, Profile, RequestBody, RequestView } from '@laneway/contracts';

import { aBody } from './a-body.ts';

/** A chat completion of an anonymous caller. `json()` parses the body, also an overridden one. */
export function aRequest(overrides: Partial<RequestView> = {}): RequestView {
  const body = overrides.body ?? aBody({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }] });
  let json: { readonly value: unknown } | undefined;
  return {
    id: 'request-1',
    method: 'POST',
    path: '/openai/v1/chat/completions',
    query: '',
    headers: ['Content-Type', 'application/json'],
    model: 'gpt-4o',
    cost: 100,
    profile: undefined,
    json: () => (json ??= { value: parsed(body) }).value,
    ...overrides,
    body,
  };
}

function parsed(body: RequestBody): unknown {
  if (body.kind !== 'bytes') return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body.bytes));
  } catch {
    return undefined;
  }
}

/** The profile of `alice` without any settings. */
export function aProfile(overrides: Partial<Profile> = {}): Profile {
  return { id: 'alice', headers: [], ...overrides };
}

/** The caller `alice`, authenticated by an API key. */
export function aPrincipal(overrides: Partial<Principal> = {}): Principal {
  return { id: 'alice', scheme: 'api-key', ...overrides };
}
