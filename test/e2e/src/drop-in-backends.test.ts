import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import type { ModelServer } from '@laneway/model-server';
import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import type { ServeDropIn } from './harness/drop-in.ts';
import { testDropIn } from './harness/drop-in.ts';
import type { ServedGateway } from './harness/served-gateway.ts';

interface Scene {
  readonly ptu: readonly [ModelServer, ModelServer];
  readonly payg: ModelServer;
  readonly gateway: ServedGateway;
}

const path = '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21';

/** Two backends of priority 1 and one of priority 2, which has another name for the deployment. */
async function aScene(t: TestContext, serveDropIn: ServeDropIn): Promise<Scene> {
  const ptu = [
    await aModelServer(t, { requireKey: 'key-1', deployments: ['gpt-4o'] }),
    await aModelServer(t, { requireKey: 'key-2', deployments: ['gpt-4o'] }),
  ] as const;
  const payg = await aModelServer(t, { requireKey: 'key-west', deployments: ['gpt-4o-west'] });
  const gateway = await serveDropIn({
    env: {
      BACKEND_1_URL: ptu[0].url,
      BACKEND_1_PRIORITY: '1',
      BACKEND_1_APIKEY: 'key-1',
      BACKEND_2_URL: ptu[1].url,
      BACKEND_2_PRIORITY: '1',
      BACKEND_2_APIKEY: 'key-2',
      BACKEND_WEST_URL: payg.url,
      BACKEND_WEST_PRIORITY: '2',
      BACKEND_WEST_APIKEY: 'key-west',
      BACKEND_WEST_DEPLOYMENT_NAME: 'gpt-4o-west',
    },
  });
  return { ptu, payg, gateway };
}

// Any key works: it is replaced by the backend's own.
async function ask({ proxyUrl }: ServedGateway, target = path): Promise<number> {
  const response = await postJson(proxyUrl + target, chatBody('a'), { headers: { 'api-key': 'any value' } });
  await response.text();
  return response.status;
}

function calls({ ptu, payg }: Scene): number[] {
  return [...ptu, payg].map(({ ledger }) => ledger.length);
}

testDropIn(
  'backends: those of the best priority share the requests, each with its own key',
  async (t, serveDropIn) => {
    const scene = await aScene(t, serveDropIn);
    for (let count = 0; count < 4; count += 1) assert.equal(await ask(scene.gateway), 200);
    assert.deepEqual(calls(scene), [2, 2, 0]);
    for (const [index, key] of ['key-1', 'key-2'].entries()) {
      const { headers, target } = scene.ptu[index]?.ledger[0] ?? {};
      assert.deepEqual([headers?.['api-key'], headers?.authorization, target], [key, undefined, path]);
    }
  },
);

testDropIn(
  'backends: the next priority is asked when the best is throttled or down, for the name that it knows',
  async (t, serveDropIn) => {
    const scene = await aScene(t, serveDropIn);
    const { ptu, payg, gateway } = scene;
    ptu[0].setFault({ kind: 'throttle', form: 'retry-after-ms', retryAfterMs: 60_000 });
    ptu[1].setFault({ kind: 'status', status: 503 });
    assert.equal(await ask(gateway), 200);
    assert.deepEqual(calls(scene), [1, 1, 1]);
    assert.equal(payg.ledger[0]?.target, path.replace('gpt-4o', 'gpt-4o-west'));
    assert.equal(await ask(gateway, chatPath), 200);
    assert.equal(payg.ledger[1]?.json['model'], 'gpt-4o-west');
  },
);

testDropIn('backends: a request that is wrong is not tried elsewhere', async (t, serveDropIn) => {
  const scene = await aScene(t, serveDropIn);
  for (const server of scene.ptu) server.setFault({ kind: 'status', status: 400 });
  assert.equal(await ask(scene.gateway), 400);
  assert.deepEqual(calls(scene), [1, 0, 0]);
});
