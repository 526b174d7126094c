import assert from 'node:assert/strict';
import { test } from 'node:test';

import { postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import { NarrowGateway } from './harness/narrow-gateway.ts';

test('a freed slot goes to gold before silver before bronze, whatever the order of arrival', async (t) => {
  const narrow = await NarrowGateway.start(t);
  await narrow.occupy('first');
  for (const lane of ['bronze', 'silver', 'gold']) await narrow.enqueue(lane, lane);
  const answers = await narrow.serveAll();
  assert.deepEqual(narrow.served, ['first', 'gold', 'silver', 'bronze']);
  assert.deepEqual(
    answers.map(({ status, headers }) => `${status} ${headers.get('x-laneway-lane')}`),
    ['200 bronze', '200 bronze', '200 silver', '200 gold'],
  );
});

test('requests of one lane leave in the order in which they came', async (t) => {
  const narrow = await NarrowGateway.start(t);
  await narrow.occupy('first');
  for (const user of ['a', 'b', 'c', 'd', 'e']) await narrow.enqueue('silver', user);
  await narrow.serveAll();
  assert.deepEqual(narrow.served, ['first', 'a', 'b', 'c', 'd', 'e']);
});

test('a request for another endpoint that has room does not wait', async (t) => {
  const narrow = await NarrowGateway.start(t);
  await narrow.occupy('first');
  await narrow.enqueue('gold', 'gold');
  const response = await postJson(
    `${narrow.gateway.proxyUrl}${chatPath}`,
    chatBody('bronze', { model: 'other' }),
    { headers: { 'x-priority': 'bronze' } },
  );
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('x-laneway-endpoint'), 'other');
  assert.equal(response.headers.get('x-laneway-queue-ms'), '0');
  assert.deepEqual(narrow.served, ['first'], 'the others still wait');
  await narrow.serveAll();
});
