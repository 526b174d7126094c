import type { Credential, CredentialSource, EndpointTarget } from '@laneway/contracts';

/** How a backend family wants its key: Azure in `api-key`, OpenAI as Bearer token. `auto` goes by the host. */
export type Family = 'azure' | 'openai' | 'auto';

const azureHost = /\.(azure\.com|azure\.us|azure\.cn|azure-api\.net|microsoft\.com)$/;
// The client's own secrets, in any style that an authenticator takes them: never beside ours, never to a backend.
const replaces = ['api-key', 'authorization', 'x-api-key'];

/** Shows every backend the same key. */
export function apiKey(key: string, family: Family): CredentialSource {
  const azure: Credential = Object.freeze({ headers: ['api-key', key], replaces });
  const openai: Credential = Object.freeze({ headers: ['authorization', `Bearer ${key}`], replaces });
  return {
    get: (endpoint) => ((family === 'auto' ? familyOf(endpoint) : family) === 'azure' ? azure : openai),
    // There is no other key to be had.
    invalidate: () => undefined,
  };
}

function familyOf({ origin }: EndpointTarget): 'azure' | 'openai' {
  return azureHost.test(new URL(origin).hostname) ? 'azure' : 'openai';
}
