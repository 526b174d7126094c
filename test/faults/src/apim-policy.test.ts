import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aFacadeConfig, anEndpointConfig, aUse } from '@laneway/core/testing';
import { aModelServer } from '@laneway/model-server';

import { ask } from './harness/ask.ts';
import { serveGateway } from './harness/serve-gateway.ts';

const path = '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21';
const body = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 4 };

test('headers in which a policy of API Management keeps affinity, cycles and attempts pass unchanged both ways', async (t) => {
  const said = {
    'x-backend-affinity': 'hash-of-one',
    'x-backend-attempts': '2',
    'x-policycyclecounter': '3',
  };
  const server = await aModelServer(t, { headers: said });
  const { proxy } = await serveGateway(t, {
    config: {
      endpoints: [anEndpointConfig({ url: server.url, slots: 10, connector: aUse('apim') })],
      facades: [aFacadeConfig({ endpoints: ['a'], balancer: aUse('round-robin') })],
    },
  });
  const asked = { 'x-backend-affinity': 'hash-of-two', 'x-policycyclecounter': '1', llm_proxy_priority: '2' };
  const answer = await ask(proxy.url, { path, body, headers: asked });
  for (const [name, value] of Object.entries(said)) assert.equal(answer.headers[name], value);
  for (const [name, value] of Object.entries(asked)) assert.equal(server.ledger[0]?.headers[name], value);
});
