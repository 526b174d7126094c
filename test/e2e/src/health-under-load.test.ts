import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import { serve } from './harness/served-gateway.ts';

const slots = 4;
const capacity = 20;

test('health probes succeed on both listeners while every slot is busy and the queue is full', async (t) => {
  const backend = await aModelServer(t, { hold: true });
  const gateway = await serve(t, {
    config: { queue: { capacity }, endpoints: { backend: { url: backend.url, slots } } },
  });
  const ask = (user: string) => postJson(`${gateway.proxyUrl}${chatPath}`, chatBody(user));
  const accepted = Array.from({ length: slots + capacity }, (_, number) => ask(`user-${number}`));
  await gateway.stateThat(({ running, waiting }) => running === slots && waiting === capacity);

  const refused = await ask('one too many');
  assert.equal(refused.status, 429);
  for (const listener of [gateway.proxyUrl, gateway.adminUrl])
    for (const path of ['/livez', '/readyz', '/startupz', '/healthz']) {
      const { status } = await fetch(`${listener}${path}`);
      assert.equal(status, 200, `${listener}${path}`);
    }

  backend.configure({ hold: false });
  backend.release(slots);
  const answers = await Promise.all(accepted);
  assert.ok(answers.every(({ status }) => status === 200));
});
