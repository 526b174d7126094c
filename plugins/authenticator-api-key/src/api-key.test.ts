import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { aPluginHost } from '@laneway/testkit';

import plugin from './index.ts';

const keys = { 'key-of-ann': 'ann', 'key-of-bob': 'bob' };

for (const headers of [
  ['api-key', 'key-of-bob'],
  ['X-API-Key', 'key-of-bob'],
  ['Authorization', 'Bearer key-of-bob'],
  ['authorization', 'bearer   key-of-bob '],
]) {
  test(`a caller may present the key as ${headers[0]}: ${headers[1]?.split(/\s/)[0]}`, async () => {
    const authenticator = await plugin.create({ keys }, aPluginHost());
    assert.deepEqual(await authenticator.authenticate(headers), { id: 'bob', scheme: 'api-key' });
  });
}

test('another authorization scheme is left to other authenticators', async () => {
  const authenticator = await plugin.create({ keys }, aPluginHost());
  assert.equal(await authenticator.authenticate(['authorization', 'Basic a2V5']), undefined);
});

test('keys may stand in a YAML or JSON file beside the config', async (context) => {
  const baseDir = await mkdtemp(join(tmpdir(), 'laneway-'));
  context.after(() => rm(baseDir, { recursive: true }));
  await writeFile(join(baseDir, 'keys.yaml'), 'key-of-ann: ann\n');
  await writeFile(join(baseDir, 'keys.json'), JSON.stringify(keys));
  for (const file of ['keys.yaml', './keys.json']) {
    const authenticator = await plugin.create({ keys: file }, aPluginHost({ baseDir }));
    assert.deepEqual(await authenticator.authenticate(['api-key', 'key-of-ann']), { id: 'ann', scheme: 'api-key' });
  }
});

test('a file that is missing or of another shape is named, and nothing of what is in it', async (context) => {
  const baseDir = await mkdtemp(join(tmpdir(), 'laneway-'));
  context.after(() => rm(baseDir, { recursive: true }));
  await writeFile(join(baseDir, 'list.yaml'), '- key-of-ann\n');
  const host = aPluginHost({ baseDir });
  await assert.rejects(async () => plugin.create({ keys: 'none.yaml' }, host), /none\.yaml.*ENOENT/);
  await assert.rejects(
    async () => plugin.create({ keys: 'list.yaml' }, host),
    (error: Error) => error.message.includes('list.yaml') && !error.message.includes('key-of-ann'),
  );
});
