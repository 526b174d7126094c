import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerValue, LanewayError } from '@laneway/contracts';
import type { Authenticator, HeaderPairs } from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { aPrincipal } from '../builders/a-request.ts';
import { authenticatorConformance } from './authenticator-conformance.ts';
import { failures } from './failures.test.fixture.ts';

function failuresOf(authenticator: Partial<Authenticator>): Promise<readonly string[]> {
  const plugin = aPlugin('authenticator', () => ({
    authenticate,
    challenge: () => 'Token',
    ...authenticator,
  }));
  const accepted = ['X-Token', 'open sesame'];
  const refused = ['X-Token', 'let me in'];
  return failures((register) => authenticatorConformance({ test: register, plugin, accepted, refused }));
}

function authenticate(headers: HeaderPairs) {
  const token = headerValue(headers, 'x-token');
  if (token === undefined) return undefined;
  if (token === 'open sesame') return aPrincipal();
  throw new LanewayError('unauthenticated', 'The token is not known.');
}

test('a correct authenticator passes', async () => {
  assert.deepEqual(await failuresOf({}), []);
  assert.deepEqual(await failuresOf({ authenticate: async (headers) => authenticate(headers) }), []);
});

test('a caller without a name is caught', async () => {
  const failed = await failuresOf({
    authenticate: (headers) => authenticate(headers) && aPrincipal({ id: '' }),
  });
  assert.deepEqual(failed, ['returns the id and the scheme of a caller that it accepts']);
});

test('an authenticator that compares header names case-sensitively is caught', async () => {
  const failed = await failuresOf({
    authenticate: (headers) => (headers.includes('X-Token') ? authenticate(headers) : undefined),
  });
  assert.deepEqual(failed, ['finds the credential among other headers, in any case of their names']);
});

test('an authenticator that rejects requests without its scheme is caught', async () => {
  const failed = await failuresOf({
    authenticate(headers) {
      const principal = authenticate(headers);
      if (principal === undefined) throw new LanewayError('unauthenticated', 'A token is needed.');
      return principal;
    },
  });
  assert.deepEqual(failed, ['returns undefined for a request that does not use its scheme']);
});

test('an authenticator that takes a wrong credential for a missing one is caught', async () => {
  const failed = await failuresOf({
    authenticate: (headers) => (headerValue(headers, 'x-token') === 'open sesame' ? aPrincipal() : undefined),
  });
  assert.ok(failed.includes('rejects a wrong credential with the code unauthenticated'));
});

test('an error with another code is caught', async () => {
  const failed = await failuresOf({
    authenticate(headers) {
      if (headerValue(headers, 'x-token') === 'let me in') throw new LanewayError('bad_request', 'No.');
      return authenticate(headers);
    },
  });
  assert.deepEqual(failed, ['rejects a wrong credential with the code unauthenticated']);
});

test('an error that repeats the credential is caught', async () => {
  const failed = await failuresOf({
    authenticate(headers) {
      const token = headerValue(headers, 'x-token');
      if (token === 'let me in') throw new LanewayError('unauthenticated', `${token} is not known.`);
      return authenticate(headers);
    },
  });
  assert.deepEqual(failed, ['keeps the credential out of the error message']);
});

test('a challenge that names no scheme is caught', async () => {
  for (const challenge of ['', 'realm="laneway"', 'Token\r\n']) {
    assert.deepEqual(await failuresOf({ challenge: () => challenge }), [
      'returns a challenge that is a valid WWW-Authenticate header',
    ]);
  }
});
