import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import { LanewayCommand, runLaneway } from './harness/laneway-command.ts';
import { NarrowGateway } from './harness/narrow-gateway.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

test('init writes a config that check accepts and start serves by tier', async (t) => {
  const [ptu, payg] = [await aModelServer(t), await aModelServer(t)];
  const folder = temporaryFolder(t);
  const written = await runLaneway(t, ['init', '--ptu', ptu.url, '--payg', payg.url], { cwd: folder });
  assert.equal(written.code, 0);
  const checked = await runLaneway(t, ['check'], { cwd: folder });
  assert.deepEqual([checked.code, checked.stdout], [0, 'laneway.yaml: ok\n']);
  const gateway = await serve(t, { folder });
  const served: string[] = [];
  for (const user of ['gold-app', 'silver-app', 'bronze-app']) {
    const options = { headers: { 'x-user-id': user } };
    const { headers } = await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody(user), options);
    served.push(`${user} ${headers.get('x-laneway-lane')} ${headers.get('x-laneway-endpoint')}`);
  }
  assert.deepEqual(served, ['gold-app gold ptu', 'silver-app silver ptu', 'bronze-app bronze payg']);
  const { headers } = await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('nobody'));
  assert.equal(headers.get('x-laneway-lane'), 'bronze');
});

for (const credential of ['api-key', 'entra'] as const) {
  test(`init writes the ${credential} credential when asked to`, async (t) => {
    const folder = temporaryFolder(t);
    const { code } = await runLaneway(t, ['init', '--credential', credential], { cwd: folder });
    assert.equal(code, 0);
    const env = { PTU_API_KEY: 'one', PAYG_API_KEY: 'two' };
    const checked = await runLaneway(t, ['check'], { cwd: folder, env });
    assert.deepEqual([checked.code, checked.stdout], [0, 'laneway.yaml: ok\n']);
    assert.match(readFileSync(join(folder, 'laneway.yaml'), 'utf8'), new RegExp(`use: ${credential}`));
  });
}

test('init does not overwrite files, unless it is forced', async (t) => {
  const folder = temporaryFolder(t, { 'profiles.json': 'mine' });
  const refused = await runLaneway(t, ['init'], { cwd: folder });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /profiles\.json exist.*--force/);
  assert.equal(readFileSync(join(folder, 'profiles.json'), 'utf8'), 'mine');
  const forced = await runLaneway(t, ['init', '--force'], { cwd: folder });
  assert.equal(forced.code, 0);
  assert.match(readFileSync(join(folder, 'profiles.json'), 'utf8'), /gold-app/);
});

test('init --from prints an endpoint list, or a file of variables, as the laneway.yaml that means the same', async (t) => {
  const list = {
    endpoints: [
      { uri: 'https://a.example/openai/deployments/x/chat/completions?api-version=1', apikey: 'k3y-of-a' },
    ],
  };
  const folder = temporaryFolder(t, {
    'list.json': JSON.stringify(list),
    'hosts.env': 'Host1="host=https://b.example;mode=direct;processor=OpenAI"\n',
  });
  const fromList = await runLaneway(t, ['init', '--from', 'list.json'], { cwd: folder });
  assert.equal(fromList.code, 0);
  assert.match(fromList.stdout, /url: https:\/\/a\.example/);
  assert.ok(!fromList.stdout.includes('k3y-of-a'), 'a secret is never printed');
  assert.match(fromList.stderr, /ENDPOINT_1_KEY/);
  const fromVariables = await runLaneway(t, ['init', '--from', 'hosts.env'], { cwd: folder });
  assert.match(fromVariables.stdout, /url: https:\/\/b\.example/);
  const nothing = await runLaneway(t, ['init', '--from', 'env'], { cwd: folder });
  assert.deepEqual([nothing.code, nothing.stdout], [1, '']);
});

test('schema prints a JSON Schema with the options of every plugin', async (t) => {
  const { code, stdout } = await runLaneway(t, ['schema'], { cwd: temporaryFolder(t) });
  assert.equal(code, 0);
  const { $schema, properties } = JSON.parse(stdout) as {
    $schema: string;
    properties: Record<string, unknown>;
  };
  assert.match($schema, /2020-12/);
  for (const section of ['lanes', 'tiers', 'endpoints', 'facades']) assert.ok(section in properties, section);
  for (const name of ['apim', 'api-key', 'weighted-fair', 'validate-headers'])
    assert.ok(stdout.includes(`"${name}"`), name);
});

test('explain prints why a request waited, and for each endpoint the rule that decided', async (t) => {
  const narrow = await NarrowGateway.start(t);
  await narrow.occupy('first');
  await narrow.enqueue('silver', 'second');
  const [, second] = await narrow.serveAll();
  const id = second?.headers.get('x-request-id') ?? '';
  const cwd = temporaryFolder(t);
  const { code, stdout } = await runLaneway(t, ['explain', id, '--admin', narrow.gateway.adminUrl], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /silver: the priority header that it sent/);
  assert.match(stdout, /waited .*, with 0 ahead of it/);
  assert.match(stdout, /waits\n +narrow +choice 1 +no slot free/);
  assert.match(stdout, /dispatched\n +narrow +choice 1 +could take it/);
  assert.match(stdout, /1 +narrow .*success/);
  const json = await runLaneway(t, ['explain', id, '--json', '--admin', narrow.gateway.adminUrl], { cwd });
  assert.equal((JSON.parse(json.stdout) as { requestId: string }).requestId, id);
});

test('explain and top report a request that does not exist, and a gateway that does not answer', async (t) => {
  const { gateway } = await NarrowGateway.start(t);
  const cwd = temporaryFolder(t);
  const unknown = await runLaneway(t, ['explain', 'nothing', '--admin', gateway.adminUrl], { cwd });
  assert.deepEqual([unknown.code, /no request nothing/.test(unknown.stderr)], [1, true]);
  gateway.command.kill('SIGTERM');
  await gateway.ended;
  const gone = await runLaneway(t, ['top', '--once', '--admin', gateway.adminUrl], { cwd });
  assert.deepEqual([gone.code, /is it running\?/.test(gone.stderr)], [1, true]);
});

test('top writes one line per refresh if its output is not a terminal', async (t) => {
  const narrow = await NarrowGateway.start(t);
  await narrow.occupy('first');
  await narrow.enqueue('gold', 'second');
  const cwd = temporaryFolder(t);
  const { code, stdout } = await runLaneway(t, ['top', '--once', '--admin', narrow.gateway.adminUrl], {
    cwd,
  });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^[\d:]{8} {2}gold 1 waiting .* bronze 0 waiting 1 running {2}\| {2}narrow 1\/1 full, other 0\/\d+ ok\n$/,
  );
  await narrow.serveAll();
});

test('top ends silently when its output is closed', async (t) => {
  const { gateway } = await NarrowGateway.start(t);
  const args = ['top', '--interval', '0.1', '--admin', gateway.adminUrl];
  const top = new LanewayCommand(t, args, { cwd: temporaryFolder(t) });
  await top.line((line) => line);
  top.stopReading();
  const { code, stderr } = await top.ended;
  assert.deepEqual([code, stderr], [0, '']);
});

test('an admin token is taken from an option or a variable, and asked for otherwise', async (t) => {
  const backend = await aModelServer(t);
  const config = { admin: { token: 's3cret-token' }, endpoints: { a: { url: backend.url } } };
  const gateway = await serve(t, { config });
  const cwd = temporaryFolder(t, { 'laneway.yaml': JSON.stringify(config) });
  const refused = await runLaneway(t, ['top', '--once', '--admin', gateway.adminUrl], { cwd });
  assert.deepEqual([refused.code, /--token/.test(refused.stderr)], [1, true]);
  const args = ['top', '--once', '--admin', gateway.adminUrl];
  const asOption = await runLaneway(t, [...args, '--token', 's3cret-token'], { cwd });
  const asVariable = await runLaneway(t, args, { cwd, env: { LANEWAY_ADMIN_TOKEN: 's3cret-token' } });
  assert.deepEqual([asOption.code, asVariable.code], [0, 0]);
});
