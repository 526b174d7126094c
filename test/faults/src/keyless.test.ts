import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { TestContext } from 'node:test';

import type { ModelServer } from '@laneway/model-server';
import { aFacadeConfig, anEndpointConfig, aUse } from '@laneway/core/testing';
import { aModelServer, anIdentityEndpoint } from '@laneway/model-server';

import { ask } from './harness/ask.ts';
import { serveGateway } from './harness/serve-gateway.ts';

// Expiry times are whole seconds.
const { requests, environment } = await anIdentityEndpoint({ after }, { lifetimeMs: 3_000 });
Object.assign(process.env, environment);

const path = '/openai/deployments/gpt-4o/chat/completions';
const body = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 16 };
const mine = { authorization: 'Bearer mine', 'api-key': 'mine', 'x-api-key': 'mine' };

/** A gateway that sends tokens to two backends, each for another audience. A key that the client sends is removed. */
async function keyless(t: TestContext) {
  const [a, b] = await Promise.all([aModelServer(t), aModelServer(t)]);
  const entra = (options: object) => aUse('entra', { kind: 'managed-identity', ...options });
  const { proxy } = await serveGateway(t, {
    config: {
      endpoints: [
        { name: 'a', url: a.url, group: 1, credential: entra({}) },
        { name: 'b', url: b.url, group: 2, credential: entra({ audience: 'https://b.example' }) },
      ].map((special) => anEndpointConfig({ slots: 50, connector: aUse('direct'), ...special })),
      facades: [aFacadeConfig({ endpoints: ['a', 'b'], balancer: aUse('round-robin') })],
    },
  });
  const send = () =>
    ask(proxy.url, { path: `${path}?api-version=2024-10-21&api-key=mine`, body, headers: mine });
  return { a, b, send };
}

/** The tokens that a backend got, in the order of their first use. */
function tokensAt({ ledger }: ModelServer): string[] {
  return [...new Set(ledger.map(({ headers }) => headers.authorization ?? 'none'))];
}

function assertNothingOfTheClient({ ledger }: ModelServer): void {
  for (const { rawHeaders, target } of ledger) assert.doesNotMatch([target, ...rawHeaders].join(' '), /mine/);
}

test('a backend gets a token for Cognitive Services, and no credential of the client', async (t) => {
  const { a, send } = await keyless(t);
  assert.equal((await send()).status, 200);
  const [token = ''] = tokensAt(a);
  assert.match(token, /^Bearer token-\d+-for-https:\/\/cognitiveservices\.azure\.com$/);
  assertNothingOfTheClient(a);
  assert.equal(a.ledger[0]?.target, `${path}?api-version=2024-10-21`);
});

test('a token never reaches another endpoint than its own, also when requests fail over', async (t) => {
  const { a, b, send } = await keyless(t);
  a.setFault({ kind: 'status', status: 503 }, { when: ({ number }) => number % 4 === 0 });
  const answers = await Promise.all(Array.from({ length: 40 }, send));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.ok(b.ledger.length > 0);
  for (const token of tokensAt(a)) assert.match(token, /-for-https:\/\/cognitiveservices\.azure\.com$/);
  for (const token of tokensAt(b)) assert.match(token, /-for-https:\/\/b\.example$/);
  assertNothingOfTheClient(a);
  assertNothingOfTheClient(b);
});

test('tokens are renewed before they expire, while requests go on', async (t) => {
  const { a, send } = await keyless(t);
  const asked = requests.length;
  while (!t.signal.aborted && requests.length < asked + 3) {
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    assert.ok(answers.every(({ status }) => status === 200));
  }
  for (const { headers, receivedAtMs } of a.ledger) {
    const number = Number(/token-(\d+)-/.exec(headers.authorization ?? '')?.[1]);
    assert.ok(
      receivedAtMs < (requests[number - 1]?.expiresAtMs ?? 0),
      'no backend sees a token that has expired',
    );
  }
  // One fetch for each renewal, for any number of concurrent attempts.
  assert.ok(requests.length - asked <= tokensAt(a).length + 1);
});
