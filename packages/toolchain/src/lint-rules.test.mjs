import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { inTemporaryFolder } from './temporary-folder.mjs';
import { root } from './workspace.mjs';

const oxlint = join(
  dirname(createRequire(join(root, 'package.json')).resolve('oxlint/package.json')),
  'bin/oxlint',
);

/** What oxlint prints about `files` (path: source) under the rules of this repository. */
function complaintsAbout(files) {
  return inTemporaryFolder((folder) => {
    copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    return spawnSync(process.execPath, [oxlint, '--format=unix'], { cwd: folder, encoding: 'utf8' }).stdout;
  });
}

test('a circle of type imports is refused', async () => {
  const complaints = await complaintsAbout({
    'packages/server/src/one.ts': `import type { Two } from './two.ts';\nexport interface One { two: Two }\n`,
    'packages/server/src/two.ts': `import type { One } from './one.ts';\nexport interface Two { one: One }\n`,
  });
  assert.match(complaints, /one\.ts:1:\d+: Dependency cycle/);
});

test('a plugin may import the contracts and the shared packages', async () => {
  const source = `import { definePlugin } from '@laneway/contracts';\nimport { parseDuration } from '@laneway/quantities';\nexport const plugin = definePlugin(parseDuration);\n`;
  assert.doesNotMatch(await complaintsAbout({ 'plugins/planted/src/plugin.ts': source }), /restricted/);
});

test('a plugin may not import the engine, not even in its tests, nor another plugin', async () => {
  const source = (module) => `import { anything } from '${module}';\nexport const kept = anything;\n`;
  const complaints = await complaintsAbout({
    'plugins/planted/src/engine.ts': source('@laneway/core'),
    'plugins/planted/src/engine.test.ts': source('@laneway/core'),
    'plugins/planted/src/engine-under-test.test.ts': source('@laneway/core/testing'),
    'plugins/planted/src/other.ts': source('@laneway/balancer-latency'),
  });
  for (const file of ['engine.ts', 'engine.test.ts', 'engine-under-test.test.ts', 'other.ts']) {
    assert.ok(complaints.includes(`${file}:1:`), file);
  }
});

test('what is for tests only may be imported by tests only', async () => {
  const complaints = await complaintsAbout({
    'packages/server/src/one.ts': `export { startEngine } from '@laneway/core/testing';\n`,
    'packages/server/src/two.ts': `export { FakeClock } from '@laneway/testkit';\n`,
    'packages/core/src/three.ts': `export { startEngine } from './testing/start-engine.ts';\n`,
    'packages/core/src/queue/four.ts': `export { startEngine } from '../testing/start-engine.ts';\n`,
    'packages/core/src/queue/five.ts': `export { FakeClock } from '@laneway/testkit';\n`,
    'packages/server/src/one.test.ts': `export { startEngine } from '@laneway/core/testing';\n`,
    'packages/core/src/queue/four.test.ts': `export { startEngine } from '../testing/start-engine.ts';\n`,
    'packages/core/src/testing/start-engine.ts': `export { FakeClock } from '@laneway/testkit';\n`,
  });
  assert.deepEqual(complaints.match(/[-\w/.]+(?=:1:\d+: .*restricted)/g)?.toSorted(), [
    'packages/core/src/queue/five.ts',
    'packages/core/src/queue/four.ts',
    'packages/core/src/three.ts',
    'packages/server/src/one.ts',
    'packages/server/src/two.ts',
  ]);
});

test('the engine may not read the clock, nor reach the network', async () => {
  const complaints = await complaintsAbout({
    'packages/core/src/clock.ts': `export const now = Date.now();\n`,
    'packages/core/src/network.ts': `import { connect } from 'node:net';\nexport const open = connect;\n`,
  });
  assert.match(complaints, /clock\.ts:1:/);
  assert.match(complaints, /network\.ts:1:/);
});
