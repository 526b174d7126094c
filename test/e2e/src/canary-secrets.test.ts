import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { aModelServer, postJson } from '@laneway/model-server';

import { AdminApi, facadesPath } from './harness/admin-api.ts';
import { chatBody, chatPath } from './harness/chat-request.ts';
import { runLaneway } from './harness/laneway-command.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

/** One recognisable secret of each kind, so that a leak shows where it came from. */
const canaries = {
  callerKey: 'canary-01-key-of-a-caller',
  unknownCallerKey: 'canary-02-unknown-key',
  adminToken: 'canary-03-token-of-operators',
  wrongAdminToken: 'canary-04-wrong-token',
  endpointKeyInFile: 'canary-05-key-in-the-config',
  endpointKeyInEnvironment: 'canary-06-key-in-a-variable',
  endpointKeyInSecretFile: 'canary-07-key-in-a-file',
  keyOfAddedEndpoint: 'canary-08-key-of-an-added-endpoint',
  priorityKey: 'canary-09-priority-key',
  keyInFacadeBody: 'canary-10-key-in-a-facade-body',
  keyInQuery: 'canary-11-key-in-a-query',
  exporterHeader: 'canary-12-header-of-the-exporter',
  profileHeader: 'canary-13-header-of-a-profile',
  passwordInUrl: 'canary-14-password-in-a-url',
} as const;

test('no secret appears in logs, metrics, answers or state files', async (t) => {
  const backend = await aModelServer(t, { requireKey: canaries.endpointKeyInFile });
  const url = backend.url;
  const credential = (key: string) => ({ use: 'api-key', options: { key } });
  const config = {
    admin: {
      token: '${ADMIN_TOKEN}',
      secrets: [{ ref: '${ADDED_KEY}', origins: [url] }],
      allowPrivate: true,
    },
    lanes: [{ name: 'gold' }, { name: 'bronze' }],
    priority: { keys: { [canaries.priorityKey]: 'gold' }, default: 'bronze' },
    authenticators: [{ use: 'api-key', options: { keys: { [canaries.callerKey]: 'alice' } } }],
    profiles: { use: 'file', options: { path: './profiles.json' } },
    endpoints: {
      good: { url, credential: credential(canaries.endpointKeyInFile), processors: ['openai'] },
      env: { url, credential: credential('${ENDPOINT_KEY}') },
      file: { url, credential: credential('${file:endpoint.key}') },
      dead: { url: 'http://127.0.0.1:9', credential: credential('${ENDPOINT_KEY}') },
    },
    facades: {
      good: { match: { models: ['gpt-4o'] }, endpoints: ['good'] },
      env: { match: { models: ['env'] }, endpoints: ['env', 'file'] },
      dead: { match: { models: ['dead'] }, endpoints: ['dead'] },
    },
    telemetry: {
      log: { level: 'debug', headers: ['authorization', 'api-key', 'x-request-id'] },
      ledger: { path: './ledger.jsonl' },
      otlp: { endpoint: 'http://127.0.0.1:9', headers: { 'x-collector': canaries.exporterHeader } },
    },
  };
  const folder = temporaryFolder(t, {
    'endpoint.key': `${canaries.endpointKeyInSecretFile}\n`,
    'profiles.json': JSON.stringify([{ userId: 'alice', 'x-injected': canaries.profileHeader }]),
  });
  const env = {
    ADMIN_TOKEN: canaries.adminToken,
    ENDPOINT_KEY: canaries.endpointKeyInEnvironment,
    ADDED_KEY: canaries.keyOfAddedEndpoint,
  };
  const gateway = await serve(t, { config, folder, env });
  const admin = new AdminApi(gateway.adminUrl, canaries.adminToken);
  const seen: string[] = [];
  const keep = async (response: Response) => {
    seen.push(JSON.stringify([...response.headers]), await response.text());
    return response;
  };
  const ask = async (model: string, headers: Readonly<Record<string, string>>, query = '') =>
    keep(await postJson(`${gateway.proxyUrl}${chatPath}${query}`, chatBody('a', { model }), { headers }));
  const call = async (...args: Parameters<AdminApi['call']>) => {
    const answer = await admin.call(...args);
    seen.push(JSON.stringify(answer));
    return answer;
  };

  // Callers: known and unknown, by header and query, to backends that accept, decline and do not exist.
  const caller = {
    'api-key': canaries.callerKey,
    'x-request-id': 'known',
    'x-priority': canaries.priorityKey,
  };
  assert.equal((await ask('gpt-4o', caller)).status, 200);
  assert.equal((await ask('gpt-4o', { authorization: `Bearer ${canaries.callerKey}` })).status, 200);
  assert.equal((await ask('gpt-4o', caller, `?api-key=${canaries.keyInQuery}`)).status, 200);
  assert.equal((await ask('gpt-4o', { 'api-key': canaries.unknownCallerKey })).status, 401);
  assert.equal((await ask('gpt-4o', {}, `?api-key=${canaries.keyInQuery}`)).status, 401);
  assert.equal((await ask('env', caller)).status, 401);
  assert.equal((await ask('dead', caller, `?api-key=${canaries.keyInQuery}`)).status, 502);
  assert.equal((await ask('none', caller, `?api-key=${canaries.keyInQuery}`)).status, 404);
  await ask('gpt-4o', { ...caller, 'x-laneway-explain': 'true' });

  // Operators: valid and invalid writes, and everything that can be read.
  const added = (written: object) => ({ endpoints: ['good', { url, ...written }] });
  assert.equal(
    (await call('PUT', `${facadesPath}/added`, added({ credential: credential('${ADDED_KEY}') }))).status,
    200,
  );
  const wrong = [
    added({ credential: credential(canaries.keyInFacadeBody) }),
    added({ credential: canaries.keyInFacadeBody }),
    added({ credential: { use: 'api-key', key: canaries.keyInFacadeBody } }),
    added({ connector: { use: 'direct', options: { headers: { 'api-key': canaries.keyInFacadeBody } } } }),
    added({ url: `${url}/?api-key=${canaries.keyInQuery}` }),
    added({ url: `http://user:${canaries.passwordInUrl}@127.0.0.1:9` }),
    added({ labels: { shown: '${ADDED_KEY}' } }),
    { ...added({}), loadBalancingPolicy: canaries.keyInFacadeBody },
    { ...added({}), properties: { token: canaries.keyInFacadeBody } },
    canaries.keyInFacadeBody,
  ];
  for (const body of wrong) assert.equal((await call('PUT', `${facadesPath}/added`, body)).status, 400);
  await call('POST', '/reconfig?dryRun=true', {
    endpoints: { good: { url: `http://u:${canaries.passwordInUrl}@x` } },
  });
  await call('POST', '/reconfig?dryRun=true', { ...config, drain: '${ENDPOINT_KEY}' });
  const { body: description } = await call('GET', '/openapi.json');
  for (const [path, { get }] of Object.entries(
    (description as { paths: Record<string, { get?: object }> }).paths,
  )) {
    const target = path
      .replace('{provider}', 'Laneway.Configuration')
      .replace('{id}', 'known')
      .replace('{name}', 'added');
    if (get !== undefined)
      assert((await call('GET', target.replaceAll(/\{\w+\}/g, 'x'))).status < 500, target);
  }
  for (const name of ['good', 'env']) await call('GET', `${facadesPath}/${name}`);
  await keep(
    await fetch(`${gateway.adminUrl}/metrics`, {
      headers: { authorization: `Bearer ${canaries.adminToken}`, accept: 'application/json' },
    }),
  );
  await keep(
    await fetch(`${gateway.adminUrl}/state`, {
      headers: { authorization: `Bearer ${canaries.wrongAdminToken}` },
    }),
  );

  // Configs: one with mistakes everywhere, one that differs in its secrets only.
  const broken = {
    ...config,
    drain: canaries.endpointKeyInFile.length,
    admin: { token: '${ADMIN_TOKEN}', x: 1 },
  };
  writeFileSync(join(folder, 'laneway.yaml'), JSON.stringify(broken));
  assert.equal((await call('POST', '/reconfig')).status, 400);
  const check = await runLaneway(t, ['check'], { cwd: folder, env });
  seen.push(check.stdout, check.stderr);
  const rotated = JSON.stringify(config).replaceAll('${ENDPOINT_KEY}', canaries.keyInFacadeBody);
  writeFileSync(join(folder, 'laneway.yaml'), rotated);
  assert.equal((await call('POST', '/reconfig')).status, 200);

  gateway.command.kill('SIGTERM');
  const { stdout, stderr } = await gateway.ended;
  const kept = readFileSync(join(folder, 'laneway.state.json'), 'utf8');
  const ledger = readFileSync(join(folder, 'ledger.jsonl'), 'utf8');
  assert.match(kept, /\$\{ADDED_KEY\}/);
  assert(ledger.length > 0 && stdout.length > 0);
  const everything = { seen: seen.join('\n'), stdout, stderr, kept, ledger };
  for (const [name, canary] of Object.entries(canaries))
    for (const [place, text] of Object.entries(everything))
      assert(!text.includes(canary), `${name} is in ${place}: ${around(text, canary)}`);
});

function around(text: string, found: string): string {
  const at = text.indexOf(found);
  return text.slice(Math.max(0, at - 200), at + 100);
}
