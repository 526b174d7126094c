import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Credential, CredentialSource, PluginHost } from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { credentialConformance } from './credential-conformance.ts';
import { failures } from './failures.test.fixture.ts';

const credential: Credential = { headers: ['api-key', 'secret'], replaces: ['api-key', 'authorization'] };

function failuresOf(create: (host: PluginHost) => CredentialSource): Promise<readonly string[]> {
  return failures((register) =>
    credentialConformance({ test: register, plugin: aPlugin('credential', create) }),
  );
}

function giving(given: Credential): Promise<readonly string[]> {
  return failuresOf(() => ({ get: () => given, invalidate() {} }));
}

test('a correct credential source passes', async () => {
  assert.deepEqual(await giving(credential), []);
});

test('a secret that is not a valid header value is caught', async () => {
  const failed = await giving({ ...credential, headers: ['api-key', 'secret\n'] });
  assert.ok(failed.includes('returns valid headers'));
});

test('a header name without its value is caught', async () => {
  const failed = await giving({ ...credential, headers: ['api-key'] });
  assert.ok(failed.includes('returns valid headers'));
});

test('replaced names with capitals are caught', async () => {
  const failed = await giving({ ...credential, replaces: ['api-key', 'Authorization'] });
  assert.deepEqual(failed, ['lists the headers that it replaces in lower case']);
});

test('a header that would be sent twice is caught', async () => {
  const failed = await giving({ ...credential, replaces: ['authorization'] });
  assert.deepEqual(failed, ["replaces the client's own copy of every header it sets"]);
});

test('a source that always returns a promise is caught', async () => {
  const failed = await failuresOf(() => ({ get: async () => credential, invalidate() {} }));
  assert.deepEqual(failed, ['returns a value, not a promise, on the second call']);
});

test('a source without a credential after an invalidation is caught', async () => {
  const failed = await failuresOf(() => {
    let spent = false;
    return {
      get() {
        if (spent) throw new Error('no credential');
        return credential;
      },
      invalidate: (given) => void (spent ||= given === credential),
    };
  });
  assert.deepEqual(failed, ['returns a credential again after one was invalidated']);
});

test('a source that drops its credential when another one is invalidated is caught', async () => {
  const failed = await failuresOf(() => {
    let made = 0;
    return {
      get: () => ({ ...credential, headers: ['api-key', `secret-${made}`] }),
      invalidate: () => void (made += 1),
    };
  });
  assert.deepEqual(failed, ['ignores the invalidation of a credential from elsewhere']);
});

test('a source that logs its secret is caught', async () => {
  const failed = await failuresOf(({ log }) => ({
    get: () => credential,
    invalidate: ({ headers }) => log.warn('declined', { headers }),
  }));
  assert.deepEqual(failed, ['does not log its secret']);
});
