import { createServer } from 'node:http';
import type { Server, ServerOptions } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';

import { LanewayError } from '@laneway/contracts';

import { asksForWebSocket } from './asks-for-websocket.ts';
import { ProxyRequest } from './proxy-request.ts';
import { maxHeaderLines } from './request-head.ts';

/** TLS settings of a listener. PEM texts. */
export interface TlsSettings {
  readonly cert: string;
  readonly key: string;
  /** Authorities: clients must have a certificate that one of these has signed. Absent: clients need none. */
  readonly clientCa?: string | undefined;
}

/** Limits of time and size for an incoming request. */
export interface IntakeLimits {
  /** Longest body. Bytes, at least 0. */
  readonly bodyBytes: number;
  /** Longest request line and header lines together. Bytes, at least 1. */
  readonly headersBytes: number;
  /** From the first byte to the end of the headers. Milliseconds, at least 1. */
  readonly headersTimeoutMs: number;
  /** From the end of the headers to the end of the body. Milliseconds, at least 1. */
  readonly bodyTimeoutMs: number;
}

// Longer than clients keep idle connections, so that clients close them and no request meets a closing connection.
const keepAliveTimeoutMs = 75_000;

// Load balancers drop a connection that is silent for four minutes, e.g. while its request waits in a lane.
const keepAliveProbeMs = 60_000;

/**
 * Node's HTTP server with every limit set. `mayUpgrade`: whether the connection of a request for WebSocket may be upgraded now.
 * Throws `LanewayError` `config_invalid` if certificate or key is unusable.
 */
export function httpServer(
  limits: IntakeLimits,
  tls: TlsSettings | undefined,
  mayUpgrade: (request: ProxyRequest) => boolean,
): Server<typeof ProxyRequest> {
  const settings = options(limits, mayUpgrade);
  const server = tls === undefined ? createServer(settings) : tlsServer(settings, tls);
  // One more than allowed, to tell whether there were more: Node drops the rest silently.
  server.maxHeadersCount = maxHeaderLines + 1;
  return server;
}

/**
 * Uses another certificate and other authorities for client certificates, from the next connection on.
 * Throws `LanewayError` `config_invalid` if they cannot be used, and keeps the previous ones.
 */
export function renewTls(server: Server<typeof ProxyRequest>, { cert, key, clientCa }: TlsSettings): void {
  if (!(server instanceof TlsServer)) throw new RangeError('A server of plain HTTP has no certificate.');
  try {
    server.setSecureContext({ cert, key, ca: clientCa });
  } catch (cause) {
    throw unusableTls(cause);
  }
}

function options(
  { headersBytes, headersTimeoutMs, bodyTimeoutMs }: IntakeLimits,
  mayUpgrade: (request: ProxyRequest) => boolean,
): ServerOptions<typeof ProxyRequest> {
  return {
    IncomingMessage: ProxyRequest,
    maxHeaderSize: headersBytes,
    headersTimeout: headersTimeoutMs,
    requestTimeout: headersTimeoutMs + bodyTimeoutMs,
    // Interval at which Node checks for slow requests, so timeouts may be late by this much.
    connectionsCheckingInterval: Math.min(5000, Math.max(10, Math.ceil(headersTimeoutMs / 4))),
    keepAliveTimeout: keepAliveTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveProbeMs,
    noDelay: true,
    // Checked in request-head.ts, which answers with an error body.
    requireHostHeader: false,
    shouldUpgradeCallback(request) {
      if (!asksForWebSocket(request)) return false;
      request.isUpgradeTooEarly = !mayUpgrade(request);
      return !request.isUpgradeTooEarly;
    },
    insecureHTTPParser: false,
  };
}

function tlsServer(
  settings: ServerOptions<typeof ProxyRequest>,
  { cert, key, clientCa }: TlsSettings,
): Server<typeof ProxyRequest> {
  const client = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
  try {
    return createTlsServer({
      ...settings,
      ...client,
      cert,
      key,
      handshakeTimeout: settings.headersTimeout,
    });
  } catch (cause) {
    throw unusableTls(cause);
  }
}

function unusableTls(cause: unknown): LanewayError {
  return new LanewayError('config_invalid', 'The TLS certificate, key or client CA cannot be used.', {
    cause,
  });
}
