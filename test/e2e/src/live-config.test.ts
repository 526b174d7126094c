import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

test('a config that replaces another during a stream serves the next request and does not break the stream', async (t) => {
  const [before, after] = [await aModelServer(t, { holdAfterTokens: 3 }), await aModelServer(t)];
  const folder = temporaryFolder(t);
  const gateway = await serve(t, { folder, config: { endpoints: { before: { url: before.url } } } });
  const body = chatBody('a', { stream: true, max_tokens: 20 });
  const stream = await postJson(`${gateway.proxyUrl}${chatPath}`, body);
  await before.holding(1);

  // Editors save like this: a new file is renamed over the old one.
  writeFileSync(join(folder, 'new.yaml'), JSON.stringify({ endpoints: { after: { url: after.url } } }));
  renameSync(join(folder, 'new.yaml'), join(folder, 'laneway.yaml'));
  await gateway.stateThat(({ generation }) => generation === 2);
  const next = await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('b'));
  assert.equal(next.headers.get('x-laneway-endpoint'), 'after');
  before.release();
  assert.match(await stream.text(), /data: \[DONE\]\s*$/);
});

test('an invalid new config is logged, and the old one keeps serving', async (t) => {
  const backend = await aModelServer(t);
  const folder = temporaryFolder(t);
  const gateway = await serve(t, { folder, config: { endpoints: { a: { url: backend.url } } } });
  writeFileSync(join(folder, 'laneway.yaml'), JSON.stringify({ endpoints: { a: { ulr: backend.url } } }));
  const line = await gateway.logged(({ msg }) => msg === 'the changed config is refused');
  assert.match(JSON.stringify(line['problems']), /laneway\.yaml:1:\d+.*ulr.*did you mean/);
  const response = await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('a'));
  assert.equal(response.status, 200);
});
