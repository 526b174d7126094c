import { createHash, timingSafeEqual } from 'node:crypto';

import type { HeaderPairs } from '@laneway/contracts';
import { headerValue, LanewayError } from '@laneway/contracts';

import { hostOf } from '../listener/authority.ts';
import { listenerFault } from '../listener/fault.ts';
import type { Fault } from '../listener/fault.ts';

const wildcardHosts = new Set(['', '0.0.0.0', '::']);

/** Decides which requests the admin listener accepts. */
export class AdminGuard {
  readonly #host: string;
  readonly #tokenDigest: Buffer | undefined;

  /**
   * `host`: the address of the admin listener. Without a token (or with an empty one) it must be a loopback address;
   * otherwise throws `LanewayError` `config_invalid`.
   */
  constructor(host: string, token: string | undefined) {
    this.#host = host.toLowerCase();
    this.#tokenDigest = token === undefined || token === '' ? undefined : digest(token);
    if (this.#tokenDigest !== undefined || isLoopback(this.#host)) return;
    throw new LanewayError(
      'config_invalid',
      `The key admin.token is missing. Without it, admin.host must be a loopback address, not ${JSON.stringify(host)}.`,
    );
  }

  /**
   * Why a request may come from a page of another site, if it may. Such a page can reach a loopback address under its own
   * name (DNS rebinding) or under ours (request forgery).
   */
  siteFault(headers: HeaderPairs): Fault | undefined {
    const authority = headerValue(headers, 'host') ?? '';
    if (!this.#serves(hostOf(authority)))
      return listenerFault('forbidden', 'The Host header names another host.');
    const origin = headerValue(headers, 'origin');
    if (origin === undefined || hostAndPort(origin) === authority.toLowerCase()) return undefined;
    return listenerFault('forbidden', 'Pages of another origin may not use this API.');
  }

  /** Why a request lacks the operator's token, if it does. */
  tokenFault(headers: HeaderPairs): LanewayError | undefined {
    if (this.#tokenDigest === undefined) return undefined;
    const [, token] = /^bearer +(?<token>\S+) *$/i.exec(headerValue(headers, 'authorization') ?? '') ?? [];
    // Digests have one length, so the time of the comparison reveals nothing about the token.
    if (token !== undefined && timingSafeEqual(digest(token), this.#tokenDigest)) return undefined;
    return new LanewayError('unauthenticated', 'A valid bearer token is required.');
  }

  // The unspecified address (0.0.0.0, ::) has no name to check. It needs a token, which a page of another site lacks.
  #serves(host: string | undefined): boolean {
    if (host === undefined) return false;
    return isLoopback(host) || host === this.#host || wildcardHosts.has(this.#host);
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function hostAndPort(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
