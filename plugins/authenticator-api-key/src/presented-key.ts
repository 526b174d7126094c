import type { HeaderPairs } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

const keyHeaders = ['api-key', 'x-api-key'];

/**
 * The key of a request: `api-key` as Azure's clients send it, `x-api-key`, or a Bearer token as OpenAI's clients send it.
 * Source: RFC 6750, section 2.1.
 */
export function presentedKey(headers: HeaderPairs): string | undefined {
  for (const name of keyHeaders) {
    const value = headerValue(headers, name);
    if (value !== undefined) return value.trim();
  }
  const [, token] = /^\s*bearer\s+(\S+)\s*$/i.exec(headerValue(headers, 'authorization') ?? '') ?? [];
  return token;
}

/** Whether a Bearer token is a JSON Web Token rather than a key. Source: RFC 7519, section 3.1. */
export function isSignedToken(token: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(token);
}
