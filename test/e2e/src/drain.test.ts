import assert from 'node:assert/strict';
import { test } from 'node:test';

import { postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import { NarrowGateway } from './harness/narrow-gateway.ts';

test('at SIGTERM running and waiting requests finish, new ones are refused, and the gateway exits with 0', async (t) => {
  const narrow = await NarrowGateway.start(t);
  const { gateway } = narrow;
  await narrow.occupy('running');
  await narrow.enqueue('silver', 'waiting');
  gateway.command.kill('SIGTERM');
  await gateway.stateThat(({ draining }) => draining);

  const late = await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('late'));
  assert.equal(late.status, 503);
  assert.match(late.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
  const { error } = (await late.json()) as { error: { code: string } };
  assert.equal(error.code, 'draining');
  for (const url of [gateway.proxyUrl, gateway.adminUrl]) {
    const [ready, live] = await Promise.all([fetch(`${url}/readyz`), fetch(`${url}/livez`)]);
    assert.deepEqual([ready.status, live.status], [503, 200]);
  }

  const answers = await narrow.serveAll();
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  );
  await Promise.all(answers.map((answer) => answer.text()));
  const { code, signal } = await gateway.ended;
  assert.deepEqual([code, signal], [0, null]);
  assert.deepEqual(narrow.served, ['running', 'waiting']);
});

test('a second signal stops at once', async (t) => {
  const narrow = await NarrowGateway.start(t);
  await narrow.occupy('running');
  const cutOff = assert.rejects(narrow.answers[0] ?? Promise.resolve());
  narrow.gateway.command.kill('SIGTERM');
  await narrow.gateway.stateThat(({ draining }) => draining);
  narrow.gateway.command.kill('SIGINT');
  const { code } = await narrow.gateway.ended;
  assert.equal(code, 1);
  await cutOff;
});

test('without requests, a signal ends it at once', async (t) => {
  const { gateway } = await NarrowGateway.start(t);
  gateway.command.kill('SIGINT');
  const { code } = await gateway.ended;
  assert.equal(code, 0);
});
