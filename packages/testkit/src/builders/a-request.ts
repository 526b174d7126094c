import type { RequestBody, RequestView } from '@laneway/contracts';

import { aBody } from './a-body.ts';

/** A chat completion by an anonymous caller. `json` reads the body, also one that was overridden. */
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
