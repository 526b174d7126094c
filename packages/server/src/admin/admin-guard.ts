import { createHash, timingSafeEqual } from 'node:crypto';

import type { HeaderPairs } from '@laneway/contracts';
import { headerValue, LanewayError } from '@laneway/contracts';

import { hostOf } from '../listener/authority.ts';
import { faultOf, listenerFault } from '../listener/fault.ts';
import type { Fault } from '../listener/fault.ts';

const wildcardHosts = new Set(['', '0.0.0.0', '::']);

/** Decides who may talk to the admin listener. */
export class AdminGuard {
  readonly #host: string;
  readonly #tokenDigest: Buffer | undefined;

  /**
   * `host` is where the admin listener listens. Without a token (or with an empty one) that must be a loopback address:
   * else throws `LanewayError` `config_invalid`.
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
   * Why a request is none of a local client's or the operator's page, if it isn't: a page of another site reaches a
   * loopback address too, under its own name (DNS rebinding) or under ours (request forgery).
   */
  siteFault(headers: HeaderPairs): Fault | undefined {
    const authority = headerValue(headers, 'host') ?? '';
    if (!this.#serves(hostOf(authority)))
      return listenerFault('forbidden', 'The Host header names another host.');
    const origin = headerValue(headers, 'origin');
    if (origin === undefined || hostAndPort(origin) === authority.toLowerCase()) return undefined;
    return listenerFault('forbidden', 'Pages of another origin may not use this API.');
  }

  /** Why a request is not the operator's, if it isn't. */
  tokenFault(headers: HeaderPairs): Fault | undefined {
    if (this.#tokenDigest === undefined) return undefined;
    const [, token] = /^bearer +(?<token>\S+) *$/i.exec(headerValue(headers, 'authorization') ?? '') ?? [];
    // Digests have one length, so the time that this takes says nothing about the token.
    if (token !== undefined && timingSafeEqual(digest(token), this.#tokenDigest)) return undefined;
    return faultOf(new LanewayError('unauthenticated', 'A valid bearer token is required.'));
  }

  // An address that stands for all names none; there is a token then, which a page of another site doesn't know.
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
