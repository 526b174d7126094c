import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aFacadeConfig, anEndpointConfig } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';

/** Two endpoints of which b knows `gpt-4o` as `gpt-4o-b`. */
const renaming = () =>
  startEngine({
    config: {
      endpoints: [
        anEndpointConfig({ name: 'a', url: 'http://a.test/base/' }),
        anEndpointConfig({ name: 'b', url: 'http://b.test' }),
      ],
      facades: [aFacadeConfig({ endpoints: ['a', 'b'], deployments: { 'gpt-4o': { b: 'gpt-4o-b' } } })],
    },
  });

const bodyOf = ({ body }: { readonly body: { readonly kind: string; readonly bytes?: Uint8Array } }) =>
  new TextDecoder().decode(body.bytes);

test('the model in the path is renamed for each endpoint', async () => {
  const { backend, send } = await renaming();
  send({ path: '/models/gpt-4o/chat', query: '?version=1' });
  backend.last().fail();
  assert.deepEqual(
    backend.attempts.map(({ request }) => request.target),
    ['/base/models/gpt-4o/chat?version=1', '/models/gpt-4o-b/chat?version=1'],
  );
});

test('the model in the body is renamed for each endpoint, and no other byte changes', async () => {
  const { backend, send } = await renaming();
  send({ body: '{ "messages": [],\n  "model":"gpt-4o", "note": "model: gpt-4o" }' });
  backend.last().fail();
  const [atA, atB] = backend.attempts.map(({ request }) => bodyOf(request));
  assert.equal(atA, '{ "messages": [],\n  "model":"gpt-4o", "note": "model: gpt-4o" }');
  assert.equal(atB, '{ "messages": [],\n  "model":"gpt-4o-b", "note": "model: gpt-4o" }');
});

test('a model without another name is not renamed', async () => {
  const { backend, send } = await renaming();
  send({ body: '{"model":"o3"}' });
  backend.last().fail();
  assert.equal(bodyOf(backend.last().request), '{"model":"o3"}');
});

test('an endpoint with one name for all models gets that name', async () => {
  const { backend, send } = await startEngine({
    config: {
      endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name, slots: 10 })),
      facades: [
        aFacadeConfig({
          endpoints: ['a', 'b'],
          deployments: { 'gpt-4o': { b: 'gpt-4o-b' }, '*': { a: 'only', b: 'any-other' } },
        }),
      ],
    },
  });
  const askedFor = (model: string) => {
    send({ body: JSON.stringify({ model }) });
    backend.last().fail();
    const asked = backend.attempts.slice(-2).map(({ request }) => JSON.parse(bodyOf(request)).model);
    backend.last().answer();
    return asked;
  };
  assert.deepEqual(askedFor('gpt-4o'), ['only', 'gpt-4o-b']);
  assert.deepEqual(askedFor('o3'), ['only', 'any-other']);
  assert.deepEqual(askedFor('constructor'), ['only', 'any-other']);
});

test('a request that names no model gets none', async () => {
  const { backend, send } = await startEngine({
    config: { facades: [aFacadeConfig({ deployments: { '*': { a: 'only' } } })] },
  });
  send({ path: '/v1/responses/resp_1', body: '{"metadata":{}}' });
  assert.equal(backend.last().request.target, '/v1/responses/resp_1');
  assert.equal(bodyOf(backend.last().request), '{"metadata":{}}');
});
