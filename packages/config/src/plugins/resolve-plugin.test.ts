import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { isLanewayError } from '@laneway/contracts';

import { aFolder, aPluginModule } from '../a-folder.test.fixture.ts';
import { resolvePlugin } from './resolve-plugin.ts';

const defaults = {
  balancer: { latency: 'file:///defaults/latency.js', 'round-robin': 'file:///defaults/round-robin.js' },
  connector: { direct: 'file:///defaults/direct.js' },
};

function resolve(use: string, baseDir = '/nowhere', plugins: Record<string, string> = {}): string {
  return resolvePlugin(
    { use, kind: 'balancer', path: 'facades.chat.balancer' },
    { plugins, baseDir, defaults },
  );
}

function refusal(use: string, baseDir?: string, plugins?: Record<string, string>): string {
  try {
    resolve(use, baseDir, plugins);
  } catch (error) {
    assert(isLanewayError(error) && error.code === 'plugin_not_found');
    assert.equal(error.param, 'facades.chat.balancer');
    return error.message;
  }
  return assert.fail(`${use} was found`);
}

test('a short name resolves to the plugin of the default set', () => {
  assert.equal(resolve('latency'), 'file:///defaults/latency.js');
});

test('a name of `plugins` is replaced by its value, and wins over a short name', () => {
  assert.equal(resolve('mine', '/', { mine: 'latency' }), 'file:///defaults/latency.js');
  assert.equal(resolve('latency', '/', { latency: 'round-robin' }), 'file:///defaults/round-robin.js');
});

test('a path is relative to the config file', (context) => {
  const folder = aFolder(context, { 'own/balancer.js': aPluginModule() });
  const found = pathToFileURL(join(folder, 'own/balancer.js')).href;
  assert.equal(resolve('./own/balancer.js', folder), found);
  assert.equal(resolve('../balancer.js', join(folder, 'own/deeper')), found);
  assert.equal(resolve(join(folder, 'own/balancer.js'), '/nowhere'), found);
});

test('a folder resolves to the exports or the main of its package.json', (context) => {
  const folder = aFolder(context, {
    'a/package.json': '{"name":"a","type":"module","exports":{".":{"import":"./lib/entry.js"}}}',
    'a/lib/entry.js': aPluginModule(),
    'b/package.json': '{"name":"b","main":"lib/main.js"}',
    'b/lib/main.js': aPluginModule(),
  });
  assert.equal(resolve('./a', folder), pathToFileURL(join(folder, 'a/lib/entry.js')).href);
  assert.equal(resolve('./b', folder), pathToFileURL(join(folder, 'b/lib/main.js')).href);
});

test('a package is resolved from the folder of the config, also if it can only be imported', (context) => {
  const folder = aFolder(context, {
    'node_modules/@me/only-esm/package.json':
      '{"name":"@me/only-esm","exports":{".":{"import":"./index.js"}}}',
    'node_modules/@me/only-esm/index.js': aPluginModule(),
    'node_modules/plain/package.json': '{"name":"plain","main":"./plain.js"}',
    'node_modules/plain/plain.js': aPluginModule(),
  });
  assert.equal(
    resolve('@me/only-esm', folder),
    pathToFileURL(join(folder, 'node_modules/@me/only-esm/index.js')).href,
  );
  assert.equal(resolve('plain', folder), pathToFileURL(join(folder, 'node_modules/plain/plain.js')).href);
  assert.equal(
    resolve('x', folder, { x: 'plain' }),
    pathToFileURL(join(folder, 'node_modules/plain/plain.js')).href,
  );
});

test('an unknown name gives the known names and a suggestion', (context) => {
  const message = refusal('latncy', aFolder(context), { mine: './x' });
  assert.match(
    message,
    /^facades\.chat\.balancer: There is no balancer "latncy": it is neither a short name nor a package/,
  );
  assert.match(
    message,
    /; allowed: latency, round-robin, mine, a package, a \.\/path; did you mean "latency"\?$/,
  );
});

test('a short name of another kind is reported as such', () => {
  assert.match(refusal('direct'), /direct is a connector, but a balancer is required here\.$/);
});

test('a path that cannot be resolved is reported in full', (context) => {
  const folder = aFolder(context, { 'empty/x.txt': '', 'broken/package.json': '{' });
  assert.match(refusal('./gone.js', folder), /gone\.js does not exist\.$/);
  assert.match(refusal('./empty', folder), /has no package\.json, so name the file to load\.$/);
  assert.match(refusal('./broken', folder), /package\.json cannot be read\.$/);
});

test('names of Object.prototype are not plugins', (context) => {
  const folder = aFolder(context);
  for (const name of ['constructor', '__proto__', 'toString'])
    assert.match(refusal(name, folder), /neither a short name/);
});
