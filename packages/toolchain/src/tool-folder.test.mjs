import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Refusal } from './refusal.mjs';
import { inTemporaryFolder } from './temporary-folder.mjs';
import { ToolFolder } from './tool-folder.mjs';

const pnpm = { command: 'pnpm', version: '12.21.0', package: '@pnpm/exe.linux-x64', folder: '.' };

/** A stand-in for npm that leaves `pnpm`'s folder behind and exits with `status`. */
function npmThatExits(folder, status) {
  const source = `require('node:fs').mkdirSync(${JSON.stringify(join(folder, 'node_modules', pnpm.package))}, { recursive: true });
process.exit(${status});`;
  mkdirSync(join(folder, 'npm'));
  writeFileSync(join(folder, 'npm', 'npm-cli.js'), source);
  return { ...process.env, npm_execpath: join(folder, 'npm', 'npm-cli.js') };
}

test('a tool is available after it was fetched, in that version only', () =>
  inTemporaryFolder(async (folder) => {
    const tools = new ToolFolder(folder, npmThatExits(folder, 0));
    assert.equal(tools.holds(pnpm), false);
    await tools.fetch([pnpm]);
    assert.equal(tools.holds(pnpm), true);
    assert.equal(tools.holds({ ...pnpm, version: '12.22.0' }), false);
  }));

test('a fetch that fails says that the registry is needed, and leaves nothing that looks complete', () =>
  inTemporaryFolder(async (folder) => {
    const tools = new ToolFolder(folder, npmThatExits(folder, 1));
    await assert.rejects(tools.fetch([pnpm]), (error) => {
      assert.ok(error instanceof Refusal);
      assert.match(error.message, /Could not fetch @pnpm\/exe\.linux-x64@12\.21\.0/);
      assert.match(error.message, /npm registry/);
      return true;
    });
    assert.equal(tools.holds(pnpm), false);
  }));

test('a tool whose files were deleted is not available', () =>
  inTemporaryFolder(async (folder) => {
    const tools = new ToolFolder(folder, npmThatExits(folder, 0));
    await tools.fetch([pnpm]);
    rmSync(join(folder, 'node_modules'), { recursive: true });
    assert.equal(tools.holds(pnpm), false);
  }));

test('on a platform without builds, the message says what to install', () =>
  inTemporaryFolder(async (folder) => {
    const tools = new ToolFolder(folder, process.env);
    await assert.rejects(
      tools.fetch([{ ...pnpm, package: undefined }]),
      /Put Node >= 24 and pnpm 12 on the PATH/,
    );
  }));
