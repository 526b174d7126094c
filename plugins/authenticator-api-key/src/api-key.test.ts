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
  ['API-KEY', 'key-of-bob '],
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

test('a signed token is left to other authenticators, unless it is a key', async () => {
  const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl';
  const headers = ['authorization', `Bearer ${token}`];
  const authenticator = await plugin.create({ keys }, aPluginHost());
  assert.equal(await authenticator.authenticate(headers), undefined);
  const known = await plugin.create({ keys: { [token]: 'ann' } }, aPluginHost());
  assert.deepEqual(await known.authenticate(headers), { id: 'ann', scheme: 'api-key' });
});

test('an empty key is rejected', async () => {
  const authenticator = await plugin.create({ keys }, aPluginHost());
  await assert.rejects(async () => authenticator.authenticate(['api-key', ' ']), { code: 'unauthenticated' });
});

test('a property that every object has is not a key', async () => {
  const authenticator = await plugin.create({ keys }, aPluginHost());
  for (const key of ['__proto__', 'constructor', 'toString']) {
    await assert.rejects(async () => authenticator.authenticate(['api-key', key]), {
      code: 'unauthenticated',
    });
  }
});

test('an invalid map is rejected without naming its keys', async () => {
  const result = await plugin.options['~standard'].validate({ keys: { 'key-of-ann': 7 } });
  const said = JSON.stringify(result.issues?.map(({ message, path }) => ({ message, path })));
  assert.match(said, /map of key to profile id/);
  assert.ok(!said.includes('key-of-ann'));
});

test('keys may be in a YAML or JSON file next to the config', async (context) => {
  const baseDir = await mkdtemp(join(tmpdir(), 'laneway-'));
  context.after(() => rm(baseDir, { recursive: true }));
  await writeFile(join(baseDir, 'keys.yaml'), 'key-of-ann: ann\n');
  await writeFile(join(baseDir, 'keys.json'), JSON.stringify(keys));
  for (const file of ['keys.yaml', './keys.json']) {
    const authenticator = await plugin.create({ keys: file }, aPluginHost({ baseDir }));
    assert.deepEqual(await authenticator.authenticate(['api-key', 'key-of-ann']), {
      id: 'ann',
      scheme: 'api-key',
    });
  }
});

test('a missing or invalid file is named without quoting it', async (context) => {
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
