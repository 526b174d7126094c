import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { TestScope } from './a-model-server.ts';

/** A request for a token. */
export interface TokenRequest {
  readonly resource: string | null;
  readonly clientId: string | null;
  /** The header `x-identity-header`, which proves that the caller runs on the host. */
  readonly header: string | undefined;
  /** When its token expires. Unix time in milliseconds. */
  readonly expiresAtMs: number;
}

/** The tokens of an identity endpoint. */
export interface IdentityEndpointOptions {
  /** Lifetime of a token in milliseconds. @default 86_400_000, a day */
  readonly lifetimeMs?: number;
  /** A resource for which there is no token. */
  readonly refusedResource?: string;
}

/** An identity endpoint that runs until the test ends. */
export interface IdentityEndpoint {
  readonly requests: readonly TokenRequest[];
  /** Environment variables that point Microsoft's library here. It reads them once, when it is loaded. */
  readonly environment: { readonly IDENTITY_ENDPOINT: string; readonly IDENTITY_HEADER: string };
}

/**
 * Starts an identity endpoint on loopback like that of Azure's App Service. Every request gets a new token,
 * `token-<number>-for-<resource>`.
 * Source: https://learn.microsoft.com/azure/app-service/overview-managed-identity
 */
export async function anIdentityEndpoint(
  test: TestScope,
  { lifetimeMs = 86_400_000, refusedResource }: IdentityEndpointOptions = {},
): Promise<IdentityEndpoint> {
  const requests: TokenRequest[] = [];
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://localhost').searchParams;
    const resource = query.get('resource');
    const header = request.headers['x-identity-header']?.toString();
    const expiresAtS = Math.floor((Date.now() + lifetimeMs) / 1_000);
    requests.push({
      resource,
      clientId: query.get('client_id'),
      header,
      expiresAtMs: expiresAtS * 1_000,
    });
    if (resource === refusedResource) return refuse(response);
    return answer(response, 200, {
      access_token: `token-${requests.length}-for-${resource}`,
      expires_on: String(expiresAtS),
      resource,
      token_type: 'Bearer',
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  test.after(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const environment = {
    IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
    IDENTITY_HEADER: 'proof-of-being-inside',
  };
  return { requests, environment };
}

function refuse(response: ServerResponse): void {
  answer(response, 400, { error: 'invalid_resource', error_description: 'There is no such resource.' });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
