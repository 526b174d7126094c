import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { isLanewayError } from '@laneway/contracts';

import { aFolder, aPluginModule } from '../a-folder.test.fixture.ts';
import { loadPlugin } from './load-plugin.ts';

const request = { use: './plugin.js', kind: 'balancer', path: 'facades.chat.balancer' } as const;

function load(context: TestContext, source: string) {
  const folder = aFolder(context, { 'plugin.js': source, 'package.json': '{"type":"module"}' });
  return loadPlugin(pathToFileURL(join(folder, 'plugin.js')).href, request);
}

test('a module that exports a plugin by default is loaded', async (context) => {
  const plugin = await load(context, aPluginModule());
  assert.deepEqual([plugin.kind, plugin.name], ['balancer', 'example']);
});

const invalid: readonly (readonly [string, string, RegExp])[] = [
  ['has no default export', 'export const x = 1;', /it has no default export/],
  ['exports something else', 'export default 42;', /A plugin is an object made by definePlugin\./],
  ['is of another kind', aPluginModule('connector'), /it is a connector, but a balancer is required here/],
  ['is of an unknown kind', aPluginModule('magic'), /kind is "magic"; allowed:/],
  ['is made for a later contract', aPluginModule('balancer', 'contract: 99'), /for contract 99/],
  ['has a syntax error', 'export default {', /it fails to load/],
  ['throws when it is loaded', 'throw new Error("no luck");', /it fails to load: no luck/],
  ['imports a module that does not exist', 'import "./gone.js";', /it fails to load: Cannot find module/],
];

for (const [name, source, expected] of invalid) {
  test(`a module that ${name} is refused, with the config path`, async (context) => {
    await assert.rejects(load(context, source), (error) => {
      assert(isLanewayError(error) && error.code === 'plugin_invalid', String(error));
      assert.equal(error.param, request.path);
      assert.match(error.message, /^facades\.chat\.balancer: The balancer "\.\/plugin\.js" cannot be used: /);
      assert.match(error.message, expected);
      return true;
    });
  });
}

test('a module that does not exist is not found', async () => {
  await assert.rejects(loadPlugin('file:///gone/plugin.js', request), { code: 'plugin_not_found' });
});
