import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aFacadeConfig, anEndpointConfig, startEngine } from '@laneway/testkit';

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

test('each backend is asked for a deployment by the name that it knows, in the path', async () => {
  const { backend, send } = await renaming();
  send({ path: '/openai/deployments/gpt-4o/chat/completions', query: '?api-version=1' });
  backend.last().fail();
  assert.deepEqual(
    backend.attempts.map(({ request }) => request.target),
    [
      '/base/openai/deployments/gpt-4o/chat/completions?api-version=1',
      '/openai/deployments/gpt-4o-b/chat/completions?api-version=1',
    ],
  );
});

test('each backend is asked for a model by the name that it knows, in the body, all else untouched', async () => {
  const { backend, send } = await renaming();
  send({ body: '{ "messages": [],\n  "model":"gpt-4o", "note": "model: gpt-4o" }' });
  backend.last().fail();
  const [atA, atB] = backend.attempts.map(({ request }) => bodyOf(request));
  assert.equal(atA, '{ "messages": [],\n  "model":"gpt-4o", "note": "model: gpt-4o" }');
  assert.equal(atB, '{ "messages": [],\n  "model":"gpt-4o-b", "note": "model: gpt-4o" }');
});

test('a model without another name is asked for as it came', async () => {
  const { backend, send } = await renaming();
  send({ body: '{"model":"o3"}' });
  backend.last().fail();
  assert.equal(bodyOf(backend.last().request), '{"model":"o3"}');
});
