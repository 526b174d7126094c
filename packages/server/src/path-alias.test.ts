import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';

import { FakeClock, FakeLog } from '@laneway/testkit';

import { serving } from './testing/serving.test.fixture.ts';

/** The request that the gateway gets for a request line. */
async function asked(context: TestContext, line: string, target: string): Promise<string> {
  const parts = { clock: new FakeClock(), log: new FakeLog(), alias: { path: '/lb', target } };
  const { gateway, client } = await serving(context, parts);
  await client(`${line} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}`);
  const { method, path, query, headers, body } = (await gateway.next()).request;
  assert.deepEqual([headers, body.kind], [['host', 'a', 'content-length', '2'], 'bytes']);
  return `${method} ${path} ${query}`;
}

const target = '/openai/deployments/m/chat/completions?api-version=1&why=?';

test('a POST to an alias goes to its target; only path and query change', async (context) => {
  const meant = 'POST /openai/deployments/m/chat/completions ?api-version=1&why=?';
  assert.equal(await asked(context, 'POST /lb', target), meant);
  assert.equal(await asked(context, 'POST /lb?mine=1', target), meant);
  assert.equal(await asked(context, 'POST /lb?mine=1', '/v1/chat/completions'), 'POST /v1/chat/completions ');
});

test('other methods and other paths are not changed', async (context) => {
  assert.equal(await asked(context, 'PUT /lb?a', target), 'PUT /lb ?a');
  for (const path of ['/lb/', '/lb/x', '/LB', '/'])
    assert.equal(await asked(context, `POST ${path}`, target), `POST ${path} `);
});
