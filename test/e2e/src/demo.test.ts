import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { test } from 'node:test';

import { postJson } from '@laneway/model-server';
import { OpenAI } from 'openai';

import { LanewayCommand, runLaneway } from './harness/laneway-command.ts';
import { readyUrls } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

interface Demo {
  readonly command: LanewayCommand;
  readonly proxyUrl: string;
  readonly adminUrl: string;
}

test('the demo is ready by itself and answers the request that it prints', async (t) => {
  const { command, proxyUrl } = await startDemo(t);
  const url = await command.line((line) => /curl -N (\S+)/.exec(line)?.[1]);
  const user = await command.line((line) => /-H 'x-user-id: (\w+)'/.exec(line)?.[1]);
  const body = await command.line((line) => /-d '(.+)'$/.exec(line)?.[1]);
  assert.ok(url.startsWith(proxyUrl));
  const response = await postJson(url, JSON.parse(body), { headers: { 'x-user-id': user } });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('x-laneway-lane'), 'gold');
  assert.match(await response.text(), /data: \[DONE\]\s*$/);
});

test('the clients that the demo prints work as printed', async (t) => {
  const { command } = await startDemo(t);
  const baseURL = await command.line((line) => /new OpenAI\(\{ baseURL: '([^']+)'/.exec(line)?.[1]);
  const client = new OpenAI({ baseURL, apiKey: 'any', defaultHeaders: { 'x-user-id': 'silver' } });
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  const { data, response } = await client.chat.completions
    .create({ model: 'gpt-4o', messages })
    .withResponse();
  assert.notEqual(data.choices[0]?.message.content, '');
  assert.equal(response.headers.get('x-laneway-lane'), 'silver');
});

test('the demo has callers of all tiers, reports them line by line, and ends at Ctrl-C', async (t) => {
  const { command, adminUrl } = await startDemo(t, '--load', '10');
  await command.line((line) => /gold \d+ waiting.* sim-ptu \d\/4 /.exec(line)?.[0]);
  await tiersServed(adminUrl, ['bronze', 'gold', 'silver']);
  const metrics = await fetch(`${adminUrl}/metrics`);
  assert.equal(metrics.status, 200);
  command.kill('SIGINT');
  const { code, stderr } = await command.ended;
  assert.deepEqual([code, stderr], [0, '']);
});

test('for a port that is taken, the message names the option that chooses another one', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  for (const [option, other] of [
    ['--port', '--admin-port'],
    ['--admin-port', '--port'],
  ] as const) {
    const args = ['demo', option, String(port), other, '0'];
    const { code, stderr } = await runLaneway(t, args, { cwd: temporaryFolder(t) });
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`port ${port}[^]*laneway demo ${option} <number>`));
  }
});

async function startDemo(t: TestContext, ...args: string[]): Promise<Demo> {
  const cwd = temporaryFolder(t);
  // Its config goes into a folder of the test, because a killed demo cannot delete it.
  const surroundings = { cwd, env: { TMPDIR: cwd } };
  const command = new LanewayCommand(t, ['demo', '--port', '0', '--admin-port', '0', ...args], surroundings);
  const [proxyUrl, adminUrl] = await command.line(readyUrls);
  return { command, proxyUrl, adminUrl };
}

/** Resolves when requests of all these tiers have been served. */
async function tiersServed(adminUrl: string, expected: readonly string[]): Promise<void> {
  for (;;) {
    const response = await fetch(`${adminUrl}/tiers`);
    const tiers = (await response.json()) as { tier: string; served: number }[];
    const served = tiers.filter((each) => each.served > 0).map(({ tier }) => tier);
    if (expected.every((tier) => served.includes(tier))) return;
  }
}
