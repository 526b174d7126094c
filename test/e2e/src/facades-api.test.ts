import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { aModelServer, postJson } from '@laneway/model-server';

import { AdminApi, facadesPath } from './harness/admin-api.ts';
import { chatBody, chatPath } from './harness/chat-request.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

test('a facade is created, read, changed, deleted and purged through the admin API', async (t) => {
  const backend = await aModelServer(t, { requireKey: 'key-of-the-backend' });
  const secrets = [{ ref: '${BACKEND_KEY}', origins: [backend.url] }];
  const config = {
    endpoints: { east: { url: 'http://127.0.0.1:9' } },
    admin: { secrets, allowPrivate: true },
  };
  const gateway = await serve(t, { config, env: { BACKEND_KEY: 'key-of-the-backend' } });
  const admin = new AdminApi(gateway.adminUrl);
  const ask = () => postJson(`${gateway.proxyUrl}/facades/chat${chatPath}`, chatBody('a'));
  const credential = { use: 'api-key', options: { key: '${BACKEND_KEY}' } };
  const body = {
    name: 'chat',
    endpoints: [{ url: backend.url, credential }],
    loadBalancingPolicy: 'round-robin',
  };

  assert.equal((await ask()).status, 404);
  const free = await admin.call('POST', `${facadesPath}/checkname`, { name: 'chat' });
  assert.equal((free.body as { status: string }).status, 'Allowed');

  const made = await admin.call('POST', facadesPath, body);
  assert.equal(made.status, 200);
  const { object_id, resource_exists } = made.body as { object_id: string; resource_exists: boolean };
  assert.deepEqual([object_id, resource_exists], [`${facadesPath}/chat`, false]);
  const answer = await ask();
  assert.deepEqual([answer.status, answer.headers.get('x-laneway-endpoint')], [200, 'chat.1']);

  assert.deepEqual(
    (await admin.facades()).map(({ name, source }) => [name, source]),
    [
      ['chat', 'api'],
      ['default', 'file'],
    ],
  );
  const one = await admin.call('GET', `${facadesPath}/chat`);
  const [entry] = one.body as readonly { readonly resource: object; readonly actions: readonly string[] }[];
  assert.deepEqual(entry?.actions, ['read', 'write', 'delete']);

  // Write back what was read, with a small change.
  const replaced = await admin.call('PUT', `${facadesPath}/chat`, {
    ...entry?.resource,
    loadBalancingPolicy: 'weighted',
  });
  assert.equal((replaced.body as { resource_exists: boolean }).resource_exists, true);
  assert.equal((await ask()).headers.get('x-laneway-endpoint'), 'chat.1');

  assert.equal((await admin.call('DELETE', `${facadesPath}/chat`)).status, 200);
  assert.equal((await ask()).status, 404);
  assert.equal((await admin.call('POST', facadesPath, body)).status, 400);
  assert.equal((await admin.call('POST', `${facadesPath}/chat/purge`)).status, 200);
  assert.equal((await admin.call('POST', facadesPath, body)).status, 200);
  assert.equal((await ask()).status, 200);
});

test('facades are there after the gateway was killed', async (t) => {
  const backend = await aModelServer(t);
  const folder = temporaryFolder(t);
  const config = { endpoints: { east: { url: backend.url } } };
  const first = await serve(t, { config, folder });
  const admin = new AdminApi(first.adminUrl);
  await admin.write('chat', { endpoints: ['east'], match: { models: ['gpt-4o'] } });
  await admin.write('gone', { endpoints: ['east'] });
  await admin.call('DELETE', `${facadesPath}/gone`);
  const before = await admin.facades();
  first.command.kill('SIGKILL');
  await first.ended;

  const second = await serve(t, { folder });
  const again = new AdminApi(second.adminUrl);
  assert.deepEqual(await again.facades(), before);
  assert.equal((await again.call('PUT', `${facadesPath}/gone`, { endpoints: ['east'] })).status, 400);
  const answer = await postJson(`${second.proxyUrl}${chatPath}`, chatBody('a'));
  assert.equal(answer.status, 200);
});

test('a gateway that is killed while facades are written keeps every facade that it has confirmed', async (t) => {
  const folder = temporaryFolder(t);
  const config = { endpoints: { east: { url: 'http://127.0.0.1:9' } } };
  let acknowledged = 0;
  for (const enough of [3, 10, 25]) {
    const gateway = await serve(t, { config, folder });
    const admin = new AdminApi(gateway.adminUrl);
    const writing = (async () => {
      for (let number = acknowledged + 1; ; number += 1) {
        await admin.write('chat', { endpoints: ['east'], description: `${number} ${'x'.repeat(50_000)}` });
        acknowledged = number;
        if (number === enough) gateway.command.kill('SIGKILL');
      }
    })();
    await assert.rejects(writing);
    await gateway.ended;
    const restarted = await serve(t, { folder });
    const [chat] = await new AdminApi(restarted.adminUrl).facades();
    const found = Number.parseInt(String(chat?.['description']), 10);
    assert(found === acknowledged || found === acknowledged + 1, `${found} was found after ${acknowledged}`);
    acknowledged = found;
    restarted.command.kill('SIGKILL');
    await restarted.ended;
  }
});

test('a gateway does not start with a damaged state file, and names it', async (t) => {
  const folder = temporaryFolder(t, { 'laneway.state.json': '{"version": 1, "facades": {"cha' });
  const config = { endpoints: { east: { url: 'http://127.0.0.1:9' } } };
  await assert.rejects(
    serve(t, { config, folder }),
    /laneway\.state\.json {2}The state file is damaged\. Restore a copy/,
  );
  assert.equal(readFileSync(join(folder, 'laneway.state.json'), 'utf8'), '{"version": 1, "facades": {"cha');
});

test('every route of the OpenAPI document exists in a running gateway', async (t) => {
  const gateway = await serve(t, { config: { endpoints: { east: { url: 'http://127.0.0.1:9' } } } });
  const admin = new AdminApi(gateway.adminUrl);
  const { body } = await admin.call('GET', '/openapi.json');
  const { paths } = body as { paths: Readonly<Record<string, Readonly<Record<string, object>>>> };
  for (const path of ['/reconfig', '/metrics', '/state', '/lanes', '/endpoints', '/explain/{id}', '/healthz'])
    assert(Object.hasOwn(paths, path), path);
  assert.equal(Object.keys(paths).filter((path) => path.includes('endpointFacades')).length, 4);
  for (const [path, operations] of Object.entries(paths))
    for (const method of Object.keys(operations)) {
      const target = path.replace('{provider}', 'Laneway.Configuration').replaceAll(/\{\w+\}/g, 'x');
      const answer = await admin.call(method.toUpperCase(), target);
      assert.doesNotMatch(JSON.stringify(answer.body), /There is nothing here/, path);
      assert(answer.status !== 405 && answer.status < 500, `${method} ${path}: ${answer.status}`);
    }
});

test('facades survive a reload of the config file, and serve under the new config', async (t) => {
  const [before, after] = [await aModelServer(t), await aModelServer(t)];
  const folder = temporaryFolder(t);
  const gateway = await serve(t, { folder, config: { endpoints: { east: { url: before.url } } } });
  const admin = new AdminApi(gateway.adminUrl);
  await admin.write('chat', { endpoints: ['east'] });
  writeFileSync(join(folder, 'laneway.yaml'), JSON.stringify({ endpoints: { east: { url: after.url } } }));
  const reload = await admin.call('POST', '/reconfig');
  assert.equal(reload.status, 200);
  await postJson(`${gateway.proxyUrl}/facades/chat${chatPath}`, chatBody('a'));
  assert.deepEqual([before.ledger.length, after.ledger.length], [0, 1]);
});

test('an endpoint of a facade that resolves to a private address is not connected to', async (t) => {
  const backend = await aModelServer(t);
  const gateway = await serve(t, { config: { endpoints: { east: { url: backend.url } } } });
  const admin = new AdminApi(gateway.adminUrl);
  const named = backend.url.replace('127.0.0.1', 'localhost');
  assert.equal(
    (await admin.call('POST', facadesPath, { name: 'a', endpoints: [{ url: backend.url }] })).status,
    400,
  );
  assert.equal(
    (await admin.call('POST', facadesPath, { name: 'b', endpoints: [{ url: named }] })).status,
    200,
  );
  const answer = await postJson(`${gateway.proxyUrl}/facades/b${chatPath}`, chatBody('a'));
  assert.equal(answer.status, 502);
  assert.equal(backend.ledger.length, 0);
});

test('a dry run that names a pipe, another file or another variable is refused at once', async (t) => {
  const folder = temporaryFolder(t, { 'secret.txt': 'hidden' });
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe')]);
  const config = { endpoints: { east: { url: 'http://127.0.0.1:9' } } };
  const gateway = await serve(t, { config, folder, env: { OTHER: 'hidden' } });
  const admin = new AdminApi(gateway.adminUrl);
  for (const reference of ['${file:pipe}', '${file:/dev/zero}', '${file:secret.txt}', '${OTHER}']) {
    const body = { endpoints: { east: { url: reference } } };
    const answer = await admin.call('POST', '/reconfig?dryRun=true', body);
    assert.equal(answer.status, 400);
    assert.match(JSON.stringify(answer.body), /[Aa] request body can/, reference);
  }
  const tls = { cert: 'pipe', key: 'secret.txt' };
  const answer = await admin.call('POST', '/reconfig?dryRun=true', { ...config, listen: { tls } });
  assert.equal(answer.status, 400);
});
