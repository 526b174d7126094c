import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { aModelServer, postJson } from '@laneway/model-server';

import { AdminApi } from './harness/admin-api.ts';
import { chatBody, chatPath } from './harness/chat-request.ts';
import { runLaneway } from './harness/laneway-command.ts';
import type { ServedGateway } from './harness/served-gateway.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

const authenticators = [{ use: 'api-key', options: { keys: './keys.yaml' } }];

async function statusFor(gateway: ServedGateway, key: string): Promise<number> {
  const url = `${gateway.proxyUrl}${chatPath}`;
  return (await postJson(url, chatBody('a'), { headers: { 'api-key': key } })).status;
}

test('POST /reconfig applies changes of a key file, even if the config itself is the same', async (t) => {
  const backend = await aModelServer(t);
  const folder = temporaryFolder(t, { 'keys.yaml': 'old-key: ann\n' });
  const config = { authenticators, endpoints: { east: { url: backend.url } } };
  const gateway = await serve(t, { folder, config });
  assert.equal(await statusFor(gateway, 'old-key'), 200);
  writeFileSync(join(folder, 'keys.yaml'), 'new-key: ann\n');
  const { body } = await new AdminApi(gateway.adminUrl).call('POST', '/reconfig');
  assert.deepEqual((body as { needRestart: readonly string[] }).needRestart, []);
  assert.deepEqual([await statusFor(gateway, 'new-key'), await statusFor(gateway, 'old-key')], [200, 401]);
});

test('changes of a key file are applied without a request', async (t) => {
  const backend = await aModelServer(t);
  const folder = temporaryFolder(t, { 'keys.yaml': 'old-key: ann\n' });
  const gateway = await serve(t, {
    folder,
    config: { authenticators, endpoints: { east: { url: backend.url } } },
  });
  writeFileSync(join(folder, 'keys.yaml'), 'new-key: ann\n');
  await gateway.stateThat(({ generation }) => generation === 2);
  assert.deepEqual([await statusFor(gateway, 'new-key'), await statusFor(gateway, 'old-key')], [200, 401]);
});

test('an invalid new key file is refused, and the previous keys stay valid', async (t) => {
  const backend = await aModelServer(t);
  const folder = temporaryFolder(t, { 'keys.yaml': 'old-key: ann\n' });
  const config = { authenticators, endpoints: { east: { url: backend.url } } };
  const gateway = await serve(t, { folder, config });
  writeFileSync(join(folder, 'keys.yaml'), '- s3cret-key\n');
  const { status, body } = await new AdminApi(gateway.adminUrl).call('POST', '/reconfig');
  assert.equal(status, 400);
  assert.match(JSON.stringify(body), /keys\.yaml must be a map from key to profile id/);
  assert.ok(!JSON.stringify(body).includes('s3cret-key'));
  assert.equal(await statusFor(gateway, 'old-key'), 200);
});

test('check names a key file that is not there, with its place in the config', async (t) => {
  const text = `endpoints: { east: { url: "http://127.0.0.1:9" } }\nauthenticators:\n  - use: api-key\n    options: { keys: ./kyes.yaml }\n`;
  const folder = temporaryFolder(t, { 'laneway.yaml': text });
  const { code, stdout } = await runLaneway(t, ['check'], { cwd: folder });
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^laneway\.yaml:4:\d+ {2}authenticators\.0\.options {2}The file .*kyes\.yaml cannot be read/,
  );
});

for (const connector of ['direct', 'apim']) {
  test(`check names a missing file of authorities that the connector ${connector} should trust`, async (t) => {
    const config = {
      endpoints: {
        east: {
          url: 'https://127.0.0.1:9',
          connector: { use: connector, options: { tls: { ca: 'ca.pem' } } },
        },
      },
    };
    const folder = temporaryFolder(t, { 'laneway.yaml': JSON.stringify(config) });
    const { code, stdout } = await runLaneway(t, ['check'], { cwd: folder });
    assert.equal(code, 1);
    assert.match(
      stdout,
      /endpoints\.east\.connector\.options {2}The file .*ca\.pem cannot be read: it does not exist\./,
    );
  });
}
