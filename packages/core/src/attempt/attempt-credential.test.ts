import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Credential, CredentialSource } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';
import { aPlugin } from '@laneway/testkit';

import { anEndpointConfig, aUse, startEngine } from '../testing/index.ts';

/** A source whose keys are `<name>-1`, `<name>-2` and so on, the next whenever the last is found invalid. */
function keysOf(name: string): CredentialSource & { readonly invalidated: Credential[] } {
  const invalidated: Credential[] = [];
  return {
    invalidated,
    get: () => ({
      headers: ['api-key', `${name}-${invalidated.length + 1}`],
      replaces: ['api-key', 'authorization'],
    }),
    invalidate: (credential) => void invalidated.push(credential),
  };
}

/** Two endpoints, each with its own keys. */
async function withKeys() {
  const sources = { a: keysOf('a'), b: keysOf('b') };
  const engine = await startEngine({
    config: {
      endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name, credential: aUse(`${name}-keys`) })),
    },
    plugins: {
      'a-keys': aPlugin('credential', () => sources.a),
      'b-keys': aPlugin('credential', () => sources.b),
    },
  });
  const keys = () => engine.backend.attempts.map(({ request }) => headerValue(request.headers, 'api-key'));
  return { ...engine, keys, sources };
}

test('an endpoint gets its own credential, and no other endpoint gets it', async () => {
  const { backend, keys, send } = await withKeys();
  send();
  backend.last().fail();
  assert.deepEqual(keys(), ['a-1', 'b-1']);
});

test("an endpoint with a credential does not get the client's credentials in headers", async () => {
  const { backend, send } = await withKeys();
  send({ headers: ['Authorization', 'Bearer mine', 'Api-Key', 'mine', 'x-other', 'kept'] });
  const { headers } = backend.last().request;
  assert.doesNotMatch(headers.join(' '), /mine/);
  assert.equal(headerValue(headers, 'x-other'), 'kept');
});

test("an endpoint with a credential does not get the client's credentials in the query, whose rest stays as it is", async () => {
  const { backend, send } = await withKeys();
  const queryOf = (query: string) => {
    send({ path: '/openai/realtime', query });
    const { target } = backend.last().request;
    backend.last().answer();
    return target.slice('/openai/realtime'.length);
  };
  assert.equal(queryOf('?api-version=1&api-key=mine&deployment=a%20b'), '?api-version=1&deployment=a%20b');
  assert.equal(queryOf('?api-key=mine&api-version=1'), '?api-version=1');
  assert.equal(queryOf('?API-Key=mine'), '');
  assert.equal(queryOf('?api%2Dkey=mine&x'), '?x');
  assert.equal(queryOf('?my-api-key=1&x=api-key=2&&'), '?my-api-key=1&x=api-key=2&&');
});

test("an endpoint without a credential gets the client's query as it is", async () => {
  const { backend, send } = await startEngine();
  send({ path: '/openai/realtime', query: '?api-key=mine' });
  assert.equal(backend.last().request.target, '/openai/realtime?api-key=mine');
});

test("an endpoint without a credential gets the client's credentials", async () => {
  const { backend, send } = await startEngine();
  send({ headers: ['Authorization', 'Bearer mine'] });
  assert.equal(headerValue(backend.last().request.headers, 'authorization'), 'Bearer mine');
});

test('a 401 renews the credential once and repeats the attempt at the same endpoint', async () => {
  const { backend, keys, send, sources } = await withKeys();
  const client = send();
  backend.last().answer(401, 'expired');
  assert.deepEqual(keys(), ['a-1', 'a-2']);
  assert.equal(sources.a.invalidated.length, 1);
  backend.last().answer();
  assert.equal(client.status, 200);
});

test('a second 401 is passed on', async () => {
  const { backend, send, sources } = await withKeys();
  const client = send();
  backend.last().answer(401, 'no');
  backend.last().answer(401, 'still no');
  assert.equal(client.status, 401);
  assert.equal(client.body, 'still no');
  assert.equal(backend.attempts.length, 2);
  assert.equal(sources.a.invalidated.length, 1);
});

test('a 401 is not repeated if the source has no other credential', async () => {
  const only: Credential = { headers: ['api-key', 'only'], replaces: [] };
  const { backend, send } = await startEngine({
    config: { endpoints: [anEndpointConfig({ credential: aUse('fixed') })] },
    plugins: { fixed: aPlugin('credential', () => ({ get: () => only, invalidate: () => undefined })) },
  });
  const client = send();
  backend.last().answer(401, 'no');
  assert.equal(client.status, 401);
  assert.equal(backend.attempts.length, 1);
});

test('a credential that cannot be renewed makes the attempt fail', async () => {
  let renewals = 0;
  const revoked: Credential = { headers: ['api-key', 'revoked'], replaces: [] };
  const { backend, send } = await startEngine({
    config: { endpoints: [anEndpointConfig({ credential: aUse('revocable') })] },
    plugins: {
      revocable: aPlugin('credential', () => ({
        get: () =>
          renewals === 0 ? revoked : Promise.reject(new Error('The identity endpoint is unreachable.')),
        invalidate: () => void (renewals += 1),
      })),
    },
  });
  const client = send();
  backend.last().answer(401, 'no');
  await new Promise(setImmediate);
  assert.equal(client.refusal?.code, 'bad_gateway');
  assert.equal(renewals, 1);
});

test("a 401 to the client's own credential is passed on", async () => {
  const { backend, send } = await startEngine();
  const client = send({ headers: ['Authorization', 'Bearer mine'] });
  backend.last().answer(401, 'no');
  assert.equal(client.status, 401);
  assert.equal(backend.attempts.length, 1);
});

test('an endpoint whose credential cannot be fetched is skipped', async () => {
  const { backend, gateway, send } = await startEngine({
    config: {
      endpoints: [anEndpointConfig({ name: 'a', credential: aUse('none') }), anEndpointConfig({ name: 'b' })],
    },
    plugins: {
      none: aPlugin('credential', () => ({
        get: () => Promise.reject(new Error('the identity service is down')),
        invalidate: () => undefined,
      })),
    },
  });
  const client = send();
  await new Promise(setImmediate);
  backend.last().answer();
  assert.equal(client.header('x-laneway-endpoint'), 'b');
  const [first] = gateway.explain('request-1')?.attempts ?? [];
  assert.ok(first?.outcome?.kind === 'failed' && first.outcome.reason === 'credential');
});

test('a credential source that throws is treated like one that rejects', async () => {
  const { backend, send } = await startEngine({
    config: {
      endpoints: [
        anEndpointConfig({ name: 'a', credential: aUse('broken') }),
        anEndpointConfig({ name: 'b' }),
      ],
    },
    plugins: {
      broken: aPlugin('credential', () => ({
        get: () => {
          throw new RangeError('out of ideas');
        },
        invalidate: () => undefined,
      })),
    },
  });
  send();
  await new Promise(setImmediate);
  assert.equal(backend.last().endpoint, 'b');
});
