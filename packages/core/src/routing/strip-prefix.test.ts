import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aFacadeConfig, anEndpointConfig } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';

/** What the backend of a facade under `/team/a`, at the base path `/base`, is asked for. */
async function targetOf(path: string, query = ''): Promise<string | undefined> {
  const { backend, send } = await startEngine({
    config: {
      endpoints: [anEndpointConfig({ url: 'http://a.test/base' })],
      facades: [aFacadeConfig({ stripPrefix: '/team/a' })],
    },
  });
  send({ path, query });
  return backend.last().request.target;
}

test('the prefix of a facade gives way to the base path of the endpoint', async () => {
  assert.equal(await targetOf('/team/a/v1/models', '?x=/team/a'), '/base/v1/models?x=/team/a');
  assert.equal(await targetOf('/team/a/team/a'), '/base/team/a');
});

test('nothing but the prefix is the root', async () => {
  assert.equal(await targetOf('/team/a'), '/base/');
  assert.equal(await targetOf('/team/a/'), '/base/');
});

test('a prefix is whole segments: what only begins alike stays as it is', async () => {
  for (const path of ['/team/abc/v1', '/Team/a/v1', '/x/team/a', '/team'])
    assert.equal(await targetOf(path), `/base${path}`);
});

test('a request that names the facade keeps all that is behind the name', async () => {
  assert.equal(await targetOf('/facades/default/team/a/v1'), '/base/team/a/v1');
});

test('a deployment is renamed behind a prefix, too', async () => {
  const { backend, send } = await startEngine({
    config: {
      facades: [aFacadeConfig({ stripPrefix: '/x', deployments: { 'gpt-4o': { a: 'mine' } } })],
    },
  });
  send({ path: '/x/openai/deployments/gpt-4o/chat/completions' });
  assert.match(backend.last().request.target, /^\/openai\/deployments\/mine\/chat\/completions$/);
});
