import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import type { ModelServer } from '@laneway/model-server';
import { aModelServer, postJson } from '@laneway/model-server';

import type { ServeDropIn } from './harness/drop-in.ts';
import { testDropIn } from './harness/drop-in.ts';
import type { ServedGateway } from './harness/served-gateway.ts';

interface Scene {
  readonly first: ModelServer;
  readonly second: ModelServer;
  readonly gateway: ServedGateway;
}

const body = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 3 };
const lbPath = '/api/v1/dev/apirouter/lb';
const targets = {
  first: '/openai/deployments/gpt-4/chat/completions?api-version=2024-02-01',
  second: '/openai/deployments/gpt-4-west/chat/completions?api-version=2024-02-01',
};

/** Two deployments, each with a key and a name of its own; the first is preferred. */
async function aScene(t: TestContext, serveDropIn: ServeDropIn): Promise<Scene> {
  const strict = { strictApiVersion: true };
  const first = await aModelServer(t, { ...strict, requireKey: 'key-of-the-first', deployments: ['gpt-4'] });
  const second = await aModelServer(t, {
    ...strict,
    requireKey: 'key-of-the-second',
    deployments: ['gpt-4-west'],
  });
  const gateway = await serveDropIn({
    list: {
      endpoints: [
        { uri: first.url + targets.first, apikey: 'key-of-the-first' },
        { uri: second.url + targets.second, apikey: 'key-of-the-second' },
      ],
      listen: { lbPath },
    },
  });
  return { first, second, gateway };
}

function ask({ proxyUrl }: ServedGateway): Promise<Response> {
  return postJson(proxyUrl + lbPath, body, { headers: { 'api-key': 'any' } });
}

testDropIn(
  'an endpoint list: its order is the priority, and callers name neither deployment nor version',
  async (t, serveDropIn) => {
    const { first, second, gateway } = await aScene(t, serveDropIn);
    for (let count = 0; count < 3; count += 1) {
      const response = await ask(gateway);
      assert.deepEqual([response.status, response.headers.get('x-laneway-endpoint')], [200, 'endpoint-1']);
      await response.text();
    }
    assert.deepEqual(
      first.ledger.map(({ method, target, json }) => [method, target, json]),
      Array.from({ length: 3 }, () => ['POST', targets.first, body]),
    );
    assert.equal(second.ledger.length, 0);
  },
);

testDropIn(
  'an endpoint list: what the first may not take now goes to the next, with its own key and name',
  async (t, serveDropIn) => {
    const { first, second, gateway } = await aScene(t, serveDropIn);
    first.setFault({ kind: 'throttle', form: 'retry-after-seconds', retryAfterMs: 60_000 });
    for (let count = 0; count < 2; count += 1) {
      const response = await ask(gateway);
      assert.deepEqual([response.status, response.headers.get('x-laneway-endpoint')], [200, 'endpoint-2']);
      await response.text();
    }
    assert.equal(first.ledger.length, 1, 'it is not asked again before its time');
    assert.deepEqual(
      second.ledger.map(({ target }) => target),
      [targets.second, targets.second],
    );
  },
);

testDropIn(
  'an endpoint list: a request that is wrong is answered by the first, in its words',
  async (t, serveDropIn) => {
    const { first, second, gateway } = await aScene(t, serveDropIn);
    const words = '{"error":{"message":"no such thing","code":"BadRequest"}}';
    first.setFault({ kind: 'status', status: 400, body: words });
    const response = await ask(gateway);
    assert.deepEqual([response.status, await response.text()], [400, words]);
    assert.equal(second.ledger.length, 0);
  },
);

testDropIn(
  'an endpoint list: with every endpoint throttled the caller hears when to come back',
  async (t, serveDropIn) => {
    const { first, second, gateway } = await aScene(t, serveDropIn);
    first.setFault({ kind: 'throttle', form: 'retry-after-seconds', retryAfterMs: 90_000 });
    second.setFault({ kind: 'throttle', form: 'retry-after-seconds', retryAfterMs: 60_000 });
    const response = await postJson(gateway.proxyUrl + lbPath, body, { headers: { 'x-ttl': '1' } });
    assert.equal(response.status, 429);
    const seconds = Number(response.headers.get('retry-after'));
    assert.ok(seconds > 50 && seconds <= 60, String(seconds));
  },
);
