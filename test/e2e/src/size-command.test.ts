import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import { runLaneway } from './harness/laneway-command.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

interface Sized {
  readonly all: { readonly calls: number; readonly peakTpm: number };
  readonly models: readonly { readonly model: string; readonly calls: number }[];
  readonly size: { readonly ptus: number; readonly assumptions: readonly string[] };
}

test('size prints the load of each model, the PTUs that it needs, and the assumptions', async (t) => {
  const backend = await aModelServer(t);
  const gateway = await serve(t, {
    config: { endpoints: { a: { url: backend.url, processors: ['openai'] } } },
  });
  for (const model of ['gpt-4o', 'gpt-4o', 'gpt-4.1']) {
    await (await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('a', { model }))).text();
  }
  await gateway.stateThat(({ exchanges }) => exchanges === 0);
  const cwd = temporaryFolder(t);
  const args = ['size', '--admin', gateway.adminUrl];
  const json = await runLaneway(t, [...args, '--json'], { cwd });
  assert.equal(json.code, 0);
  const { all, models, size } = JSON.parse(json.stdout) as Sized;
  assert.equal(all.calls, 3);
  assert.deepEqual(
    new Map(models.map(({ model, calls }) => [model, calls])),
    new Map([
      ['gpt-4o', 2],
      ['gpt-4.1', 1],
    ]),
  );
  assert.ok(all.peakTpm > 0);
  assert.equal(size.ptus, 30);

  const text = await runLaneway(t, args, { cwd });
  assert.equal(text.code, 0);
  assert.match(text.stdout, /^3 requests in /);
  assert.match(text.stdout, /^gpt-4o +2 /m);
  for (const assumption of size.assumptions) assert.ok(text.stdout.includes(assumption), assumption);
});

test('size reports that there is no data yet', async (t) => {
  const backend = await aModelServer(t);
  const gateway = await serve(t, {
    config: { telemetry: { prometheus: false }, endpoints: { a: { url: backend.url } } },
  });
  const { code, stderr } = await runLaneway(t, ['size', '--admin', gateway.adminUrl], {
    cwd: temporaryFolder(t),
  });
  assert.deepEqual([code, /telemetry\.prometheus/.test(stderr)], [1, true]);
});
