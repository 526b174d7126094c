import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { aModelServer, postJson } from '@laneway/model-server';

import { AdminApi } from './harness/admin-api.ts';
import { chatBody, chatPath } from './harness/chat-request.ts';
import { NarrowGateway } from './harness/narrow-gateway.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

interface Change {
  readonly changed: boolean;
  readonly generation: number;
  readonly endpoints: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly lanes: { readonly removed: readonly string[] };
  readonly needRestart: readonly string[];
  readonly moves: readonly object[];
}

test('POST /reconfig reads the file again and answers what has changed', async (t) => {
  const folder = temporaryFolder(t);
  const gateway = await serve(t, { folder, config: { endpoints: { east: { url: 'http://127.0.0.1:9' } } } });
  const admin = new AdminApi(gateway.adminUrl);
  const unchanged = (await admin.call('POST', '/reconfig')).body as Change;
  assert.deepEqual([unchanged.changed, unchanged.generation], [false, 1]);
  const next = { endpoints: { west: { url: 'http://127.0.0.1:9' } }, listen: { host: '127.0.0.2' } };
  const preview = (await admin.call('POST', '/reconfig?dryRun=true', next)).body as Change;
  writeFileSync(join(folder, 'laneway.yaml'), JSON.stringify(next));
  const { body } = await admin.call('POST', '/reconfig');
  const change = body as Change;
  assert.deepEqual([preview.endpoints.added, preview.endpoints.removed], [['west'], ['east']]);
  assert.deepEqual(change.needRestart, ['listen']);
  assert.equal((await gateway.state()).generation, 2);
});

test('an invalid config is answered with the report of laneway check, and the old one keeps serving', async (t) => {
  const backend = await aModelServer(t);
  const folder = temporaryFolder(t);
  const gateway = await serve(t, { folder, config: { endpoints: { east: { url: backend.url } } } });
  const admin = new AdminApi(gateway.adminUrl);
  writeFileSync(
    join(folder, 'laneway.yaml'),
    'endpoints:\n  east: { ulr: x }\n  west: { url: "http://w", slots: 0 }\n',
  );
  const { status, body } = await admin.call('POST', '/reconfig');
  const { problems } = (body as { error: { problems: readonly { line: number; path: string }[] } }).error;
  assert.equal(status, 400);
  assert.deepEqual(
    problems.map(({ line, path }) => [line, path]),
    [
      [2, 'endpoints.east.ulr'],
      [3, 'endpoints.west.slots'],
    ],
  );
  assert.equal((await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('a'))).status, 200);
  assert.equal((await gateway.state()).generation, 1);
});

test('SIGHUP reads the file again', async (t) => {
  const folder = temporaryFolder(t, { 'kept.txt': '5' });
  const config = { endpoints: { east: { url: 'http://127.0.0.1:9', slots: '${file:kept.txt}' } } };
  const gateway = await serve(t, { folder, config });
  gateway.command.kill('SIGHUP');
  writeFileSync(join(folder, 'kept.txt'), '7');
  const changed = gateway.logged(({ msg }) => msg === 'the changed config is in use');
  gateway.command.kill('SIGHUP');
  await changed;
  const [east] = (await gateway.state()).endpoints;
  assert.equal(east?.slots, 7);
});

test('a dry run counts the waiting requests that would change lanes, and moves none', async (t) => {
  const narrow = await NarrowGateway.start(t);
  const admin = new AdminApi(narrow.gateway.adminUrl);
  await narrow.occupy('first');
  for (const user of ['a', 'b']) await narrow.enqueue('bronze', user);
  await narrow.enqueue('gold', 'c');
  const config = {
    lanes: [{ name: 'gold' }, { name: 'silver' }],
    priority: { keys: { gold: 'gold', silver: 'silver', bronze: 'silver' } },
    endpoints: { narrow: { url: 'http://127.0.0.1:9' } },
  };
  const { moves, lanes } = (await admin.call('POST', '/reconfig?dryRun=true', config)).body as Change;
  assert.deepEqual(moves, [{ from: 'bronze', to: 'silver', tickets: 2 }]);
  assert.deepEqual(lanes.removed, ['bronze']);
  await narrow.serveAll();
  assert.deepEqual(narrow.served, ['first', 'c', 'a', 'b']);
});
