import assert from 'node:assert/strict';
import test from 'node:test';

import { FakeClock, FakeLog } from '@laneway/testkit';

import { jsonOf, valueOf } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

const parts = () => ({ clock: new FakeClock(), log: new FakeLog() });

const ok = { status: 'ok', reasons: [] };

const readyPaths = ['/healthz', '/health', '/readyz', '/readiness'];
const startPaths = ['/startupz', '/startup'];
const livePaths = ['/livez', '/liveness'];

for (const path of [...readyPaths, ...startPaths, ...livePaths]) {
  test(`answers ${path} without the engine, with any query`, async (context) => {
    const { gateway, client } = await serving(context, parts());
    const asker = await client();
    for (const target of [path, `${path}?x=1`]) {
      asker.send(`GET ${target} HTTP/1.1\r\nhost: a\r\n\r\n`);
      const answer = await asker.response();
      assert.equal(answer.status, 200);
      assert.deepEqual(jsonOf(answer), ok);
    }
    asker.send(`HEAD ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
    assert.equal((await asker.response('HEAD')).status, 200);
    asker.send(`POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nhi`);
    const refused = await asker.response();
    assert.equal(refused.status, 405);
    assert.equal(valueOf(refused, 'allow'), 'GET, HEAD');
    assert.equal(gateway.exchanges.length, 0);
  });
}

test('leaves paths that only begin like a probe to the engine', async (context) => {
  const { gateway, client } = await serving(context, parts());
  for (const path of ['/healthz/', '/healthzz', '/readyz/a', '/LIVEZ']) {
    await client(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
    assert.equal((await gateway.next()).request.path, path);
  }
});

test('answers why it is not ready, but is alive', async (context) => {
  const { gateway, client } = await serving(context, parts());
  gateway.currentHealth = { ready: false, reasons: ['No endpoint is available.'] };
  const unavailable = { status: 'unavailable', reasons: ['No endpoint is available.'] };
  for (const path of [...readyPaths, ...startPaths, ...livePaths]) {
    const asker = await client(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
    const answer = await asker.response();
    const isLive = livePaths.includes(path);
    assert.equal(answer.status, isLive ? 200 : 503);
    assert.deepEqual(jsonOf(answer), isLive ? ok : unavailable);
  }
});

test('has started once it has been ready, even if it is not ready later', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const ask = async (): Promise<number> => {
    const asker = await client('GET /startupz HTTP/1.1\r\nhost: a\r\n\r\n');
    return (await asker.response()).status;
  };
  gateway.currentHealth = { ready: false, reasons: ['not yet'] };
  assert.equal(await ask(), 503);
  gateway.currentHealth = { ready: true, reasons: [] };
  assert.equal(await ask(), 200);
  gateway.currentHealth = { ready: false, reasons: ['not now'] };
  assert.equal(await ask(), 200);
});
