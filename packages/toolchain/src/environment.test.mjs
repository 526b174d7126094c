import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { test } from 'node:test';
import { environment } from './environment.mjs';

test('the fetched tools come first on the PATH', () => {
  const env = environment({ PATH: '/usr/bin' }, { folders: ['/tools/node', '/tools/pnpm'] });
  assert.equal(env.PATH, ['/tools/node', '/tools/pnpm', '/usr/bin'].join(delimiter));
});

test('the PATH keeps the spelling it came with', () => {
  const env = environment({ Path: '/usr/bin' }, { folders: ['/tools/node'] });
  assert.equal(env.Path, ['/tools/node', '/usr/bin'].join(delimiter));
  assert.equal('PATH' in env, false);
});

test('variables of the outer npm run are not passed on, variables of the user are', () => {
  const inherited = {
    npm_lifecycle_event: 'test',
    npm_package_name: 'laneway-monorepo',
    npm_execpath: '/usr/lib/npm-cli.js',
    npm_config_registry: 'http://127.0.0.1:4873',
    HOME: '/home/someone',
  };
  const env = environment(inherited, { folders: [] });
  assert.deepEqual(
    Object.keys(env).filter((name) => name in inherited),
    ['npm_config_registry', 'HOME'],
  );
});

test('native addons are built against the headers of the fetched Node', () => {
  const env = environment({ npm_config_nodedir: '/usr' }, { folders: [], nodeHome: '/tools/node' });
  assert.equal(env.npm_config_nodedir, '/tools/node');
});
