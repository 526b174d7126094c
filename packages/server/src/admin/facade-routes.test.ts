import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';

import { administering, codeOf } from '../testing/administering.test.fixture.ts';
import { jsonOf } from '../testing/raw-client.test.fixture.ts';
import type { RawResponse } from '../testing/raw-client.test.fixture.ts';
import { AdminRefusal } from './admin-refusal.ts';
import type { FacadeCatalogue, FacadePresence, FacadeView, WrittenFacade } from './facade-catalogue.ts';
import { facadeRoutes } from './facade-routes.ts';

const collection =
  '/instances/8ac6074c-bdde-43cb-a140-ec0002d96d2b/providers/Laneway.Configuration/endpointFacades';

/** Accepts every change. */
class TrustingCatalogue implements FacadeCatalogue {
  readonly #facades = new Map<string, FacadeView & { readonly presence: FacadePresence }>();

  list(): readonly FacadeView[] {
    return [...this.#facades.values()].filter(({ presence }) => presence === 'present');
  }

  find(name: string): FacadeView | undefined {
    return this.list().find((facade) => facade.name === name);
  }

  presence(name: string): FacadePresence {
    return this.#facades.get(name)?.presence ?? 'absent';
  }

  async write(name: string, settings: Readonly<Record<string, unknown>>): Promise<WrittenFacade> {
    if (settings['endpoints'] === undefined)
      throw new AdminRefusal('config_invalid', 'The facade is refused.', [
        { path: 'endpoints', message: 'required' },
      ]);
    const existed = this.presence(name) === 'present';
    const source = name === 'own' ? 'file' : 'api';
    const facade = {
      name,
      source,
      settings,
      createdOn: '2026-01-01T00:00:00.000Z',
      updatedOn: undefined,
    } as const;
    this.#facades.set(name, { ...facade, presence: 'present' });
    return { facade, existed, warnings: name === 'odd' ? ['Nobody will find it.'] : [] };
  }

  async remove(name: string): Promise<void> {
    const facade = this.#facades.get(name);
    if (facade === undefined) throw new AdminRefusal('not_found', 'There is none.');
    this.#facades.set(name, { ...facade, presence: 'deleted' });
  }

  async purge(name: string): Promise<void> {
    this.#facades.delete(name);
  }
}

async function cataloguing(context: TestContext) {
  const { port, ask } = await administering(context, { routes: facadeRoutes(new TrustingCatalogue()) });
  const call = (requestLine: string, body?: unknown) =>
    ask(requestLine, [`host: 127.0.0.1:${port}`], body === undefined ? '' : JSON.stringify(body));
  return { call };
}

function paramOf(answer: RawResponse): string | null {
  return (jsonOf(answer) as { error: { param: string | null } }).error.param;
}

test('a facade is created on the collection, with the name in its body', async (context) => {
  const { call } = await cataloguing(context);
  const body = { name: 'chat', endpoints: ['east'], loadBalancingPolicy: 'round-robin' };
  const answer = await call(`POST ${collection}`, body);
  assert.equal(answer.status, 200);
  assert.deepEqual(jsonOf(answer), {
    object_id: `${collection}/chat`,
    resource_exists: false,
    resource: {
      type: 'endpointFacades',
      name: 'chat',
      object_id: `${collection}/chat`,
      endpoints: ['east'],
      loadBalancingPolicy: 'round-robin',
      source: 'api',
      created_on: '2026-01-01T00:00:00.000Z',
      deleted: false,
    },
  });
});

test('a facade is created and replaced on its own path, by POST and by PUT, with or without the name in the body', async (context) => {
  const { call } = await cataloguing(context);
  const existed = [];
  for (const line of [`POST ${collection}/chat`, `PUT ${collection}/chat`])
    for (const name of [{}, { name: 'chat' }]) {
      const answer = await call(line, { ...name, endpoints: ['east'] });
      existed.push((jsonOf(answer) as { resource_exists: boolean }).resource_exists);
    }
  assert.deepEqual(existed, [false, true, true, true]);
});

test('a body that names another facade than the path is refused', async (context) => {
  const { call } = await cataloguing(context);
  const answer = await call(`PUT ${collection}/chat`, { name: 'other', endpoints: ['east'] });
  assert.equal(answer.status, 400);
  assert.equal(paramOf(answer), 'name');
});

test('names begin with a letter, and names of operations are refused', async (context) => {
  const { call } = await cataloguing(context);
  for (const name of [
    '',
    '1chat',
    '-chat',
    'a b',
    'a.b',
    'a/b',
    'checkname',
    'CheckName',
    'x'.repeat(129),
    7,
    null,
  ]) {
    const answer = await call(`POST ${collection}`, { name, endpoints: ['east'] });
    assert.equal(answer.status, 400, String(name));
    assert.equal(paramOf(answer), 'name');
  }
  assert.equal((await call(`POST ${collection}`, { endpoints: ['east'] })).status, 400);
  assert.equal((await call(`POST ${collection}`, { name: 'a-b_C9', endpoints: ['east'] })).status, 200);
});

test('one facade and all facades are returned as lists, with the allowed actions of each', async (context) => {
  const { call } = await cataloguing(context);
  for (const name of ['own', 'chat']) await call(`POST ${collection}`, { name, endpoints: ['east'] });
  const list = jsonOf(await call(`GET ${collection}`)) as { resource: { name: string }; actions: string[] }[];
  assert.deepEqual(
    list.map(({ resource: { name }, actions }) => [name, ...actions]),
    [
      ['own', 'read'],
      ['chat', 'read', 'write', 'delete'],
    ],
  );
  const one = jsonOf(await call(`GET ${collection}/chat`)) as {
    resource: { source: string };
    roles: string[];
  }[];
  assert.deepEqual([one.length, one[0]?.resource.source, one[0]?.roles], [1, 'api', ['operator']]);
});

test('a deleted facade is not listed, and differs from one that never existed', async (context) => {
  const { call } = await cataloguing(context);
  await call(`POST ${collection}`, { name: 'chat', endpoints: ['east'] });
  const deleted = await call(`DELETE ${collection}/chat`);
  assert.deepEqual(jsonOf(deleted), {
    object_id: `${collection}/chat`,
    is_success: true,
    error_message: null,
    deleted: true,
  });
  assert.deepEqual(jsonOf(await call(`GET ${collection}`)), []);
  assert.equal((await call(`GET ${collection}/chat`)).status, 400);
  assert.equal((await call(`GET ${collection}/never`)).status, 404);
  assert.equal((await call(`POST ${collection}/chat/purge`)).status, 200);
  assert.equal((await call(`GET ${collection}/chat`)).status, 404);
});

test('a name can be checked before it is used', async (context) => {
  const { call } = await cataloguing(context);
  const check = async (name: unknown) =>
    jsonOf(await call(`POST ${collection}/checkname`, { name, type: 'any' }));
  const answer = { type: 'endpointFacades', is_success: true, object_id: `${collection}/chat`, name: 'chat' };
  const free = { ...answer, status: 'Allowed', exists: false, deleted: false, error_message: null };
  assert.deepEqual(await check('chat'), free);
  await call(`POST ${collection}`, { name: 'chat', endpoints: ['east'] });
  const taken = { ...answer, status: 'Denied', exists: true, deleted: false };
  assert.deepEqual(await check('chat'), { ...taken, error_message: 'There is a facade of this name.' });
  await call(`DELETE ${collection}/chat`);
  const deleted = { ...answer, status: 'Denied', exists: false, deleted: true };
  const why = 'A facade of this name is deleted but not purged.';
  assert.deepEqual(await check('chat'), { ...deleted, error_message: why });
  assert.equal(((await check('1')) as { status: string }).status, 'Denied');
  assert.equal((await call(`POST ${collection}/checkname`, {})).status, 400);
});

test('every provider of configuration has facades, other providers have none', async (context) => {
  const { call } = await cataloguing(context);
  const at = (provider: string) => call(`GET /instances/main/providers/${provider}/endpointFacades`);
  assert.equal((await at('FoundationaLLM.Configuration')).status, 200);
  for (const provider of ['Laneway.Agent', 'Configuration', '.Configuration', 'laneway.configuration']) {
    assert.equal(codeOf(await at(provider)), 'not_found', provider);
  }
});

test('the case of the resource type does not matter', async (context) => {
  const { call } = await cataloguing(context);
  const path = collection.replace('endpointFacades', 'EndpointFACADES');
  const answer = await call(`POST ${path}`, { name: 'chat', endpoints: ['east'] });
  assert.equal((jsonOf(answer) as { object_id: string }).object_id, `${collection}/chat`);
});

test('all problems of a body are answered, the first one also as param', async (context) => {
  const { call } = await cataloguing(context);
  const answer = await call(`POST ${collection}`, { name: 'chat' });
  assert.equal(answer.status, 400);
  assert.deepEqual(jsonOf(answer), {
    error: {
      message: 'The facade is refused.',
      type: 'invalid_request_error',
      param: 'endpoints',
      code: 'config_invalid',
      problems: [{ path: 'endpoints', message: 'required' }],
    },
  });
  for (const body of [[], 'x', 7, null]) assert.equal((await call(`POST ${collection}`, body)).status, 400);
});

test('warnings about a facade are returned with it', async (context) => {
  const { call } = await cataloguing(context);
  const answer = await call(`POST ${collection}`, { name: 'odd', endpoints: ['east'] });
  assert.deepEqual((jsonOf(answer) as { warnings: string[] }).warnings, ['Nobody will find it.']);
});
