import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';

import { findAdmin } from './find-admin.ts';

test('the named listener is used, even if the config names another', (t) => {
  const search = { env: {}, cwd: aFolder(t, 'admin: { port: 1234, token: t }') };
  assert.deepEqual(findAdmin({ admin: 'http://host:1/' }, search), {
    url: 'http://host:1',
    token: undefined,
  });
});

test('without a named listener that of the config is used, with its token', (t) => {
  const search = { env: { T: 'hush' }, cwd: aFolder(t, 'admin: { port: 1234, token: "${T}" }') };
  assert.deepEqual(findAdmin({}, search), { url: 'http://127.0.0.1:1234', token: 'hush' });
});

test('a listener at all addresses is reached at the loopback address', (t) => {
  const search = { env: {}, cwd: aFolder(t, 'admin: { host: "::", port: 1234, token: t }') };
  assert.equal(findAdmin({}, search).url, 'http://[::1]:1234');
});

test('without a config the default listener is used, with the token of the environment', (t) => {
  const search = { env: { LANEWAY_ADMIN_TOKEN: 'hush' }, cwd: aFolder(t, undefined) };
  assert.deepEqual(findAdmin({}, search), { url: 'http://127.0.0.1:9787', token: 'hush' });
});

test('a named config must exist', (t) => {
  const search = { env: {}, cwd: aFolder(t, undefined) };
  assert.throws(() => findAdmin({ config: 'other.yaml' }, search), /other\.yaml/);
});

function aFolder(t: TestContext, config: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'laneway-'));
  t.after(() => rmSync(folder, { recursive: true }));
  if (config !== undefined) writeFileSync(join(folder, 'laneway.yaml'), config);
  return folder;
}
