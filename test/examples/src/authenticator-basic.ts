import { createHash, timingSafeEqual } from 'node:crypto';
import type { HeaderPairs, Principal } from '@laneway/contracts';
import { definePlugin, headerValue, LanewayError } from '@laneway/contracts';
import { z } from 'zod';

/** HTTP Basic authentication (RFC 7617) against a list of names and passwords. */
export default definePlugin({
  kind: 'authenticator',
  name: 'basic',
  contract: 1,
  options: z.strictObject({ callers: z.record(z.string().min(1), z.string().min(1)) }),
  create: ({ callers }) => {
    const digests = new Map(Object.entries(callers).map(([name, password]) => [name, digest(password)]));
    return {
      authenticate: (headers) => authenticate(headers, digests),
      challenge: () => 'Basic realm="laneway", charset="UTF-8"',
    };
  },
});

function authenticate(headers: HeaderPairs, digests: ReadonlyMap<string, Buffer>): Principal | undefined {
  const [, token] = /^basic +(\S+)$/i.exec(headerValue(headers, 'authorization') ?? '') ?? [];
  // Another scheme may be meant: the next authenticator is asked.
  if (token === undefined) return undefined;
  const [name = '', ...password] = Buffer.from(token, 'base64').toString().split(':');
  const expected = digests.get(name);
  if (expected === undefined || !timingSafeEqual(expected, digest(password.join(':'))))
    throw new LanewayError('unauthenticated', 'The name or the password is wrong.');
  return { id: name, scheme: 'basic' };
}

// Digests have one length, so the time of the comparison reveals nothing about the password.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
