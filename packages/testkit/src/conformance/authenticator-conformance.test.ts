import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerValue, LanewayError } from '@laneway/contracts';
import type { Authenticator, HeaderPairs } from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { aPrincipal } from '../builders/a-profile.ts';
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

test('a sound authenticator passes', async () => {
  assert.deepEqual(await failuresOf({}), []);
  assert.deepEqual(await failuresOf({ authenticate: async (headers) => authenticate(headers) }), []);
});

test('a caller without a name is caught', async () => {
  const failed = await failuresOf({
    authenticate: (headers) => authenticate(headers) && aPrincipal({ id: '' }),
  });
  assert.deepEqual(failed, ['names the caller and how the caller proved it']);
});

test('an authenticator that reads names as they are written is caught', async () => {
  const failed = await failuresOf({
    authenticate: (headers) => (headers.includes('X-Token') ? authenticate(headers) : undefined),
  });
  assert.deepEqual(failed, ['knows a caller among other headers, however the names are written']);
});

test('an authenticator that refuses everybody else is caught', async () => {
  const failed = await failuresOf({
    authenticate(headers) {
      const principal = authenticate(headers);
      if (principal === undefined) throw new LanewayError('unauthenticated', 'A token is needed.');
      return principal;
    },
  });
  assert.deepEqual(failed, ['leaves a request alone that does not use its scheme']);
});

test('an authenticator that lets a wrong credential pass as none is caught', async () => {
  const failed = await failuresOf({
    authenticate: (headers) => (headerValue(headers, 'x-token') === 'open sesame' ? aPrincipal() : undefined),
  });
  assert.ok(failed.includes('refuses a wrong credential with the code unauthenticated'));
});

test('a refusal with another code is caught', async () => {
  const failed = await failuresOf({
    authenticate(headers) {
      if (headerValue(headers, 'x-token') === 'let me in') throw new LanewayError('bad_request', 'No.');
      return authenticate(headers);
    },
  });
  assert.deepEqual(failed, ['refuses a wrong credential with the code unauthenticated']);
});

test('a refusal that repeats the credential is caught', async () => {
  const failed = await failuresOf({
    authenticate(headers) {
      const token = headerValue(headers, 'x-token');
      if (token === 'let me in') throw new LanewayError('unauthenticated', `${token} is not known.`);
      return authenticate(headers);
    },
  });
  assert.deepEqual(failed, ['keeps the credential out of its refusal']);
});

test('a challenge that names no scheme is caught', async () => {
  for (const challenge of ['', 'realm="laneway"', 'Token\r\n']) {
    assert.deepEqual(await failuresOf({ challenge: () => challenge }), [
      'has a challenge that can go on the wire',
    ]);
  }
});
