import type * as AzureIdentity from '@azure/identity';

import type { EntraOptions } from './entra-options.ts';
import type { TokenSource } from './refreshing-token.ts';

/**
 * Fetches tokens with Microsoft's library, which is loaded for the first one. For a fresh token a new credential with empty
 * caches is made. Only for managed identities the library has one cache per process, which can't be bypassed: the fresh
 * token may be the same one again.
 */
export function azureTokenSource(options: EntraOptions): TokenSource {
  const scope = scopeOf(options.audience);
  let credential: AzureIdentity.TokenCredential | undefined;
  return async ({ fresh }) => {
    const identity = await import('@azure/identity');
    if (fresh) credential = undefined;
    credential ??= openCredential(identity, options);
    const token = await credential.getToken(scope);
    if (token === null) throw new Error(`There is no token for ${scope}.`);
    return { text: token.token, expiresAtMs: token.expiresOnTimestamp };
  };
}

function scopeOf(audience: string): string {
  return audience.endsWith('/.default') ? audience : `${audience.replace(/\/$/, '')}/.default`;
}

function openCredential(
  identity: typeof AzureIdentity,
  { kind, tenantId, clientId, clientSecret }: EntraOptions,
): AzureIdentity.TokenCredential {
  if (tenantId !== undefined && clientId !== undefined && clientSecret !== undefined) {
    return new identity.ClientSecretCredential(tenantId, clientId, clientSecret);
  }
  const client = clientId === undefined ? {} : { clientId };
  const tenant = tenantId === undefined ? {} : { tenantId };
  if (kind === 'managed-identity') return new identity.ManagedIdentityCredential(client);
  if (kind === 'workload-identity') return new identity.WorkloadIdentityCredential({ ...client, ...tenant });
  const identities =
    clientId === undefined ? {} : { managedIdentityClientId: clientId, workloadIdentityClientId: clientId };
  return new identity.DefaultAzureCredential({ ...identities, ...tenant });
}
