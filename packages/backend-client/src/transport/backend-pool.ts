import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';

import type { Attempt, AttemptHandle, EndpointTarget, HeaderPairs, ResponseSink } from '@laneway/contracts';
import { headerValue, isHeader } from '@laneway/contracts';
import { Pool } from 'undici';

import { isPrivateHost, privateAddress, publicLookup } from './public-address.ts';
import { RunningAttempt } from './running-attempt.ts';

/** How connections to backends are opened and kept. Times are milliseconds greater than 0. */
export interface BackendPoolOptions {
  /** Longest wait for a connection, TLS included. */
  readonly connectTimeoutMs: number;
  /** Longest pause between two reads of a response body. From 1 s on, accurate to half a second. */
  readonly idleTimeoutMs: number;
  /** How long an idle connection is kept unless the backend names a time. */
  readonly keepAliveMs: number;
  /** Most connections to one origin at the same time; further attempts wait for one. `undefined`: no limit. */
  readonly connections: number | undefined;
  /** PEM certificates to trust instead of the system's. */
  readonly ca: string | undefined;
  /** Whether the backend's certificate is checked. */
  readonly verify: boolean;
}

/** Keeps HTTP/1.1 connections to backends and sends attempts over them, one at a time on each. Does not follow redirects. */
export class BackendPool {
  readonly #options: BackendPoolOptions;
  readonly #pools = new Map<string, Pool>();
  #closing: Promise<unknown> | undefined;

  constructor(options: BackendPoolOptions) {
    this.#options = options;
  }

  /** Starts an attempt, as `Connector.send` promises. The caller limits the time to the first byte. */
  send(attempt: Attempt, sink: ResponseSink): AttemptHandle {
    const body = bodyOf(attempt);
    const running = new RunningAttempt(
      sink,
      body instanceof Readable ? body : undefined,
      attempt.upgrade !== undefined && attempt.body.kind === 'stream' ? attempt.body.chunks : undefined,
    );
    try {
      const { target: path, method, upgrade = null } = attempt;
      const options = { path, method, upgrade, headers: linesOf(attempt), body };
      this.#poolOf(attempt.endpoint).dispatch(options, running);
    } catch (error) {
      running.onResponseError(undefined, error);
    }
    return running;
  }

  /** Fails new attempts, lets running ones end, then closes all connections. */
  async close(): Promise<void> {
    this.#closing ??= Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    await this.#closing;
  }

  #poolOf({ origin, publicOnly = false }: EndpointTarget): Pool {
    if (this.#closing !== undefined) throw new Error('The connector is closed.');
    const key = publicOnly ? `public ${origin}` : origin;
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const pool = new Pool(origin, poolOptions(this.#options, publicOnly ? lookupFor(origin) : undefined));
    this.#pools.set(key, pool);
    return pool;
  }
}

function poolOptions(options: BackendPoolOptions, lookup: LookupFunction | undefined): Pool.Options {
  return {
    connections: options.connections ?? null,
    pipelining: 1,
    allowH2: false,
    useMilo: false,
    headersTimeout: 0,
    bodyTimeout: options.idleTimeoutMs,
    keepAliveTimeout: options.keepAliveMs,
    maxHeaderSize: 64 * 1024,
    connect: {
      timeout: options.connectTimeoutMs,
      rejectUnauthorized: options.verify,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      ...(lookup === undefined ? {} : { lookup }),
    },
  };
}

/** The look-up for an origin that must be at a public address. Throws if it is an address that is not: sockets look up names only. */
function lookupFor(origin: string): LookupFunction {
  const { hostname } = new URL(origin);
  if (isPrivateHost(hostname)) throw privateAddress(hostname);
  return publicLookup();
}

function bodyOf({ body, upgrade }: Attempt): Uint8Array | Readable | null {
  // The body of an upgrade is sent after the switch, by RunningAttempt.
  if (upgrade !== undefined) return null;
  switch (body.kind) {
    case 'none':
      return null;
    case 'bytes':
      return body.bytes;
    case 'stream':
      return Readable.from(body.chunks, { objectMode: false });
    default:
      return body satisfies never;
  }
}

/** Header lines for undici, which adds `host`, `connection` and the length of a body in memory. */
function linesOf({ headers, body, upgrade }: Attempt): string[] {
  const lines = headerValue(headers, 'expect') === undefined ? [...headers] : withoutExpect(headers);
  if (upgrade === undefined && body.kind === 'stream' && body.length !== undefined) {
    lines.push('content-length', String(body.length));
  }
  return lines;
}

// `Expect: 100-continue` was for the gateway, which has answered it; undici rejects the header.
function withoutExpect(headers: HeaderPairs): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (!isHeader(name, 'expect')) kept.push(name, headers[index + 1] ?? '');
  }
  return kept;
}
