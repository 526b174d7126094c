import type { Credential, CredentialSource, EndpointTarget } from '@laneway/contracts';

/** How a backend expects the key: Azure in `api-key`, OpenAI as a Bearer token. `auto`: by the host name. */
export type Family = 'azure' | 'openai' | 'auto';

const azureHost = /\.(azure\.com|azure\.us|azure\.cn|azure-api\.net|microsoft\.com)$/;
// Headers with secrets of the client, as authenticators accept them: they must not reach a backend.
const replaces = ['api-key', 'authorization', 'x-api-key'];

/** A source that returns the same key for every endpoint. */
export function apiKey(key: string, family: Family): CredentialSource {
  const azure: Credential = Object.freeze({ headers: ['api-key', key], replaces });
  const openai: Credential = Object.freeze({ headers: ['authorization', `Bearer ${key}`], replaces });
  return {
    get: (endpoint) => ((family === 'auto' ? familyOf(endpoint) : family) === 'azure' ? azure : openai),
    // There is no other key.
    invalidate: () => undefined,
  };
}

function familyOf({ origin }: EndpointTarget): 'azure' | 'openai' {
  return azureHost.test(new URL(origin).hostname) ? 'azure' : 'openai';
}
