import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aFacadeConfig, anEndpointConfig } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';

/** The target that the backend gets from a facade with the prefix `/team/a`, at the base path `/base`. */
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

test('the base path of the endpoint replaces the prefix of the facade', async () => {
  assert.equal(await targetOf('/team/a/v1/models', '?x=/team/a'), '/base/v1/models?x=/team/a');
  assert.equal(await targetOf('/team/a/team/a'), '/base/team/a');
});

test('a path that is only the prefix becomes the root', async () => {
  assert.equal(await targetOf('/team/a'), '/base/');
  assert.equal(await targetOf('/team/a/'), '/base/');
});

test('a prefix matches whole segments only', async () => {
  for (const path of ['/team/abc/v1', '/Team/a/v1', '/x/team/a', '/team'])
    assert.equal(await targetOf(path), `/base${path}`);
});

test('a request that names the facade in its path keeps everything after the name', async () => {
  assert.equal(await targetOf('/facades/default/team/a/v1'), '/base/team/a/v1');
});

test('a model in the path is renamed after the prefix has been removed', async () => {
  const { backend, send } = await startEngine({
    config: {
      facades: [aFacadeConfig({ stripPrefix: '/x', deployments: { 'gpt-4o': { a: 'mine' } } })],
    },
  });
  send({ path: '/x/models/gpt-4o/chat' });
  assert.match(backend.last().request.target, /^\/models\/mine\/chat$/);
});
