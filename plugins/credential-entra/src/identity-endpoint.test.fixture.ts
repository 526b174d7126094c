import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';

/** One request for a token. */
export interface TokenRequest {
  readonly resource: string | null;
  readonly clientId: string | null;
  readonly header: string | undefined;
}

/**
 * Starts an identity endpoint as App Service has it and points this process to it, before Microsoft's library is loaded,
 * which looks once. Each token is another one and lives for a day; those for `refusedResource` are refused.
 * Source: https://learn.microsoft.com/azure/app-service/overview-managed-identity
 */
export async function startIdentityEndpoint(): Promise<readonly TokenRequest[]> {
  const requests: TokenRequest[] = [];
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://localhost').searchParams;
    const resource = query.get('resource');
    requests.push({
      resource,
      clientId: query.get('client_id'),
      header: request.headers['x-identity-header']?.toString(),
    });
    response.setHeader('Content-Type', 'application/json');
    if (resource === refusedResource) {
      response.statusCode = 400;
      response.end(
        JSON.stringify({ error: 'invalid_resource', error_description: 'there is no such resource' }),
      );
      return;
    }
    const expiresOn = Math.floor(Date.now() / 1000) + 24 * 60 * 60;
    const access_token = `token-${requests.length}`;
    response.end(
      JSON.stringify({ access_token, expires_on: String(expiresOn), resource, token_type: 'Bearer' }),
    );
  });
  after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  process.env['IDENTITY_ENDPOINT'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`;
  process.env['IDENTITY_HEADER'] = identityHeader;
  return requests;
}

export const identityHeader = 'proof-of-being-inside';
export const refusedResource = 'https://refused.example';
