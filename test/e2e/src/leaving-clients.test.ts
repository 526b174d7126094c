import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import { NarrowGateway } from './harness/narrow-gateway.ts';
import type { ServedGateway } from './harness/served-gateway.ts';
import { serve } from './harness/served-gateway.ts';

test('when a client leaves while its request waits, everything is released and no backend gets the request', async (t) => {
  const narrow = await NarrowGateway.start(t);
  const leaving = new AbortController();
  await narrow.occupy('first');
  await narrow.enqueue('gold', 'gone', leaving.signal);
  leaving.abort();
  await assert.rejects(narrow.answers.pop() ?? Promise.resolve(), { name: 'AbortError' });
  await narrow.gateway.stateThat(({ waiting }) => waiting === 0);
  await narrow.serveAll();
  assert.deepEqual(narrow.served, ['first']);
  await nothingIsLeft(narrow.gateway);
});

test('when a client leaves before the first byte, its request at the backend is closed', async (t) => {
  const backend = await aModelServer(t, { hold: true });
  const gateway = await serve(t, { config: { endpoints: { backend: { url: backend.url } } } });
  const leaving = new AbortController();
  const answer = postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('a'), { signal: leaving.signal });
  await backend.holding(1);
  leaving.abort();
  await assert.rejects(answer, { name: 'AbortError' });
  const { ending } = await backend.ended(1);
  assert.equal(ending, 'client-closed');
  await nothingIsLeft(gateway);
});

test('when a client leaves in the middle of a stream, the stream from the backend is closed', async (t) => {
  const backend = await aModelServer(t, { holdAfterTokens: 5 });
  const gateway = await serve(t, {
    config: { endpoints: { backend: { url: backend.url, processors: ['openai'] } } },
  });
  const leaving = new AbortController();
  const body = chatBody('a', { stream: true, max_tokens: 100 });
  const response = await postJson(`${gateway.proxyUrl}${chatPath}`, body, { signal: leaving.signal });
  await backend.holding(1);
  leaving.abort();
  await assert.rejects(response.text(), { name: 'AbortError' });
  const { ending } = await backend.ended(1);
  assert.equal(ending, 'client-closed');
  await nothingIsLeft(gateway);
  const line = await gateway.logged(({ outcome }) => outcome !== undefined);
  assert.equal(line['outcome'], 'cancelled');
});

/** Resolves when no exchange, ticket or slot is taken. */
async function nothingIsLeft(gateway: ServedGateway): Promise<void> {
  await gateway.stateThat(
    ({ exchanges, waiting, running, endpoints, lanes }) =>
      exchanges + waiting + running === 0 &&
      endpoints.every(({ inFlight }) => inFlight === 0) &&
      lanes.every(({ depth, running: inLane }) => depth + inLane === 0),
  );
}
