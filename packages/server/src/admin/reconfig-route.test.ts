import assert from 'node:assert/strict';
import test from 'node:test';

import { administering, codeOf } from '../testing/administering.test.fixture.ts';
import { jsonOf } from '../testing/raw-client.test.fixture.ts';
import type { Reconfigurable } from './reconfig-route.ts';
import { reconfigRoute } from './reconfig-route.ts';

const config: Reconfigurable = {
  reload: async () => ({ did: 'reload' }),
  preview: async (text) => ({ did: 'preview', text }),
};
const routes = [reconfigRoute(config)];

test('the config is read again on demand', async (context) => {
  const { ask } = await administering(context, { routes });
  for (const target of ['/reconfig', '/reconfig?dryRun=false'])
    assert.deepEqual(jsonOf(await ask(`POST ${target}`)), { did: 'reload' });
});

test('a dry run checks the config in the body, or the config file without a body', async (context) => {
  const { port, ask } = await administering(context, { routes });
  const host = [`host: 127.0.0.1:${port}`];
  const given = await ask('POST /reconfig?dryRun=true', host, 'drain: 5s');
  assert.deepEqual(jsonOf(given), { did: 'preview', text: 'drain: 5s' });
  for (const target of ['/reconfig?dryRun=true', '/reconfig?dryRun'])
    assert.deepEqual(jsonOf(await ask(`POST ${target}`)), { did: 'preview' });
});

test('a body without a dry run is refused: only the file can be served', async (context) => {
  const { port, ask } = await administering(context, { routes });
  const answer = await ask('POST /reconfig', [`host: 127.0.0.1:${port}`], 'drain: 5s');
  assert.equal(answer.status, 400);
  assert.equal(codeOf(answer), 'bad_request');
});

test('a dryRun that is neither true nor false is refused, and nothing is reloaded', async (context) => {
  const { ask } = await administering(context, { routes });
  const answer = await ask('POST /reconfig?dryRun=1');
  assert.equal(answer.status, 400);
  assert.equal(codeOf(answer), 'bad_request');
});
