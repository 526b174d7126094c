import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { TestContext } from 'node:test';

import { anIdentityEndpoint } from '@laneway/model-server';
import { aPluginHost, aTarget, FakeClock } from '@laneway/testkit';
import type { Credential } from '@laneway/contracts';

import plugin from './index.ts';
import { entraOptions } from './entra-options.ts';

const refusedResource = 'https://refused.example';
const { requests, environment } = await anIdentityEndpoint({ after }, { refusedResource });
Object.assign(process.env, environment);
const identityHeader = environment.IDENTITY_HEADER;

// Microsoft's library keeps one cache per process and audience, so every test has an audience of its own.
async function aCredential(t: TestContext, options: object) {
  const host = aPluginHost({ clock: new FakeClock(Date.now()) });
  const source = await plugin.create(entraOptions.parse(options), host);
  t.after(() => source.close?.());
  const asked = requests.length;
  return { host, source, requests: () => requests.slice(asked), get: async () => source.get(aTarget()) };
}

function tokenIn({ headers }: Credential): string | undefined {
  return headers[1]?.replace('Bearer ', '');
}

for (const kind of ['managed-identity', 'auto'] as const) {
  test(`a token of kind ${kind} comes from the identity endpoint and is sent as a Bearer token`, async (t) => {
    const audience = `https://${kind}.example`;
    const { requests: asked, get } = await aCredential(t, { kind, audience });
    const { headers, replaces } = await get();
    assert.match(headers.join(': '), /^Authorization: Bearer token-\d+-for-\S+$/);
    assert.deepEqual(replaces, ['authorization', 'api-key', 'x-api-key']);
    assert.equal(asked().length, 1);
    assert.partialDeepStrictEqual(asked()[0], { resource: audience, clientId: null, header: identityHeader });
  });
}

test('the audience is Azure AI services by default, and may be given with or without its scope', async (t) => {
  for (const [options, resource] of [
    [{}, 'https://cognitiveservices.azure.com'],
    [{ audience: 'https://ai.azure.com' }, 'https://ai.azure.com'],
    [{ audience: 'https://slash.example/' }, 'https://slash.example'],
    [{ audience: 'https://scope.example/.default' }, 'https://scope.example'],
  ] as const) {
    const { requests: asked, get } = await aCredential(t, { kind: 'managed-identity', ...options });
    await get();
    assert.deepEqual(
      asked().map((request) => request.resource),
      [resource],
    );
  }
});

test('a user-assigned identity is requested by its client id', async (t) => {
  const { requests: asked, get } = await aCredential(t, {
    kind: 'managed-identity',
    audience: 'https://user-assigned.example',
    clientId: '11111111-2222-3333-4444-555555555555',
  });
  await get();
  assert.equal(asked()[0]?.clientId, '11111111-2222-3333-4444-555555555555');
});

test('any number of attempts share one token, and the same credential', async (t) => {
  const { source, requests: asked, get } = await aCredential(t, { audience: 'https://many.example' });
  const first = await Promise.all(Array.from({ length: 50 }, () => get()));
  assert.equal(asked().length, 1);
  assert.equal(new Set(first).size, 1);
  for (let count = 0; count < 50; count += 1) assert.equal(source.get(aTarget()), first[0]);
});

test('a declined credential is used again where the library has no other, without a storm of requests', async (t) => {
  const {
    source,
    requests: asked,
    get,
  } = await aCredential(t, { kind: 'managed-identity', audience: 'https://401.example' });
  const credential = await get();
  for (let count = 0; count < 20; count += 1) source.invalidate(credential);
  const again = await get();
  for (let count = 0; count < 20; count += 1) source.invalidate(again);
  assert.equal(tokenIn(await get()), tokenIn(credential));
  assert.equal(asked().length, 1);
});

test('an error of the identity endpoint reaches pending calls, and is logged without secrets', async (t) => {
  const { host, get } = await aCredential(t, { kind: 'managed-identity', audience: refusedResource });
  await assert.rejects(get);
  await assert.rejects(get);
  assert.equal(host.log.lines.length, 1);
  assert.ok(!JSON.stringify(host.log.lines).includes(identityHeader));
});

test('an identity that the environment lacks is an error of pending calls', async (t) => {
  const { get } = await aCredential(t, { kind: 'workload-identity' });
  await assert.rejects(get, /WorkloadIdentityCredential/);
});

test('invalid options are rejected, and the missing one is named', () => {
  const missing = (options: object) =>
    entraOptions.safeParse(options).error?.issues.map(({ path }) => path.join('.'));
  assert.deepEqual(missing({ kind: 'client-secret' }), ['tenantId', 'clientId', 'clientSecret']);
  assert.deepEqual(missing({ clientSecret: 'shh' }), ['tenantId', 'clientId']);
  const whole = { tenantId: 't', clientId: 'c', clientSecret: 'shh' };
  assert.deepEqual(missing({ kind: 'managed-identity', ...whole }), ['clientSecret']);
  assert.deepEqual(missing({ kind: 'client-secret', ...whole }), undefined);
  assert.deepEqual(missing({ kind: 'password' }), ['kind']);
});
