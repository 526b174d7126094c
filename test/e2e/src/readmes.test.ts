import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';

import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import { runLaneway } from './harness/laneway-command.ts';
import { readmeSnippets, repositoryPath } from './harness/readme-snippets.ts';
import { runTool } from './harness/run-tool.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

const sampleHosts = { ptu: 'https://my-ptu.openai.azure.com', payg: 'https://my-payg.openai.azure.com' };

test('the tiers of the README send gold and silver to an idle PTU and bronze to PAYG', async (t) => {
  const [ptu, payg] = [await aModelServer(t), await aModelServer(t)];
  const config = snippet('README.md', 'config: tiers')
    .replace(sampleHosts.ptu, ptu.url)
    .replace(sampleHosts.payg, payg.url);
  const profiles = ['gold', 'silver', 'bronze'].map((tier) => ({ userId: `${tier}-app`, tier }));
  const gateway = await serve(t, {
    files: { 'laneway.yaml': config, 'profiles.json': JSON.stringify(profiles) },
  });
  const served: string[] = [];
  for (const { userId } of profiles) {
    const options = { headers: { 'x-user-id': userId } };
    const { headers } = await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody(userId), options);
    served.push(`${userId} ${headers.get('x-laneway-endpoint')}`);
  }
  assert.deepEqual(served, ['gold-app ptu', 'silver-app ptu', 'bronze-app payg']);
});

test('the plugin of the README refuses the words of its options', async (t) => {
  const backend = await aModelServer(t);
  const gateway = await serve(t, {
    folder: folderWithPackages(t, {
      'laneway.yaml': snippet('README.md', 'config: plugin').replace(sampleHosts.ptu, backend.url),
      'no-secrets.js': snippet('README.md', 'plugin: no-secrets.js'),
    }),
  });
  const ask = (content: string) =>
    postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('a', { messages: [{ role: 'user', content }] }));
  const refused = await ask('What is Project Nightingale?');
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /This topic is not allowed here/);
  const answered = await ask('What is a nightingale?');
  assert.deepEqual([answered.status, backend.ledger.length], [200, 1]);
});

test('the plugin of the contracts serves as a balancer', async (t) => {
  const [first, second] = [await aModelServer(t), await aModelServer(t)];
  const config = {
    endpoints: { first: { url: first.url }, second: { url: second.url } },
    facades: { chat: { endpoints: ['first', 'second'], balancer: './first.js' } },
  };
  const gateway = await serve(t, {
    folder: folderWithPackages(t, { 'first.js': snippet('packages/contracts/README.md', 'js 1') }),
    config,
  });
  for (let count = 0; count < 3; count += 1) await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('a'));
  assert.deepEqual([first.ledger.length, second.ledger.length], [3, 0]);
});

test('the variables of the README start a gateway', async (t) => {
  const [, host = ''] = /Host1="([^"]+)" laneway start/.exec(snippet('README.md', 'sh 3')) ?? [];
  const { code, stdout } = await runLaneway(t, ['check'], { cwd: temporaryFolder(t), env: { Host1: host } });
  assert.equal(code, 0, stdout);
});

test('a program can run the gateway as its README says', async (t) => {
  const folder = folderWithPackages(t, { 'program.ts': snippet('packages/gateway/README.md', 'ts 1') });
  const printed = await runTool(folder, process.execPath, ['program.ts']);
  assert.match(printed, /^http:\/\/127\.0\.0\.1:\d+$/m);
});

test('the config of every key that config’s README shows is accepted', async (t) => {
  const folder = temporaryFolder(t, {
    'laneway.yaml': snippet('packages/config/README.md', 'yaml 1'),
    'profiles.json': '[]',
    'keys.yaml': 'keys: {}\n',
  });
  const { code, stdout } = await runLaneway(t, ['check'], { cwd: folder });
  assert.equal(code, 0, stdout);
});

function snippet(path: string, name: string): string {
  return readmeSnippets(path).get(name) ?? assert.fail(`${path} has no snippet ${name}`);
}

/** A folder with some files in which the packages of the snippets are installed. */
function folderWithPackages(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const packages = {
    laneway: 'packages/gateway',
    '@laneway/contracts': 'packages/contracts',
    zod: 'packages/config/node_modules/zod',
  };
  for (const [name, path] of Object.entries(packages)) {
    const place = join(folder, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(repositoryPath(path), place, 'dir');
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}
