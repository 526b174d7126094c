import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inTemporaryFolder } from '../temporary-folder.mjs';
import { root } from '../workspace.mjs';
import { findViolations } from './check-architecture.mjs';
import { plan } from './plan.mjs';

const script = fileURLToPath(new URL('check-architecture.mjs', import.meta.url));

/** What is wrong with a package that consists of `files` (path: source) when `rules` apply to it. */
function violationsOf(files, rules = {}) {
  return inTemporaryFolder((folder) => {
    writeFiles(join(folder, 'packages/planted/src'), files);
    return findViolations(folder, { 'packages/planted/src': rules });
  });
}

function writeFiles(folder, files) {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
}

test('rooms that depend on each other through a type import are named', async () => {
  const violations = await violationsOf({
    'queue/lane.ts': `import type { Route } from '../routing/route.ts';\nexport interface Lane { route: Route }`,
    'routing/route.ts': `import { rank } from '../queue/rank.ts';\nexport interface Route { rank: typeof rank }`,
    'queue/rank.ts': `export const rank = 0;`,
  });
  assert.deepEqual(violations, [
    'packages/planted/src: queue/lane.ts imports routing/route.ts, but routing also depends on queue.',
    'packages/planted/src: routing/route.ts imports queue/rank.ts, but queue also depends on routing.',
  ]);
});

test('a circle through a third room is found, whether it imports, exports from or loads', async () => {
  const violations = await violationsOf({
    'a/one.ts': `export { two } from '../b/two.ts';`,
    'b/two.ts': `export const two = () => import('../c/three.ts');`,
    'c/three.ts': `import '../a/one.ts';`,
  });
  assert.equal(violations.length, 3);
});

test('files of one room may know each other, and a file in src is a room of its own', async () => {
  assert.deepEqual(
    await violationsOf({
      'queue/lane.ts': `import type { Ticket } from './ticket.ts';\nexport interface Lane { first: Ticket }`,
      'queue/ticket.ts': `import type { Lane } from './lane.ts';\nexport interface Ticket { lane: Lane }`,
    }),
    [],
  );
  const violations = await violationsOf({
    'lane.ts': `import type { Ticket } from './ticket.ts';\nexport interface Lane { first: Ticket }`,
    'ticket.ts': `import type { Lane } from './lane.ts';\nexport interface Ticket { lane: Lane }`,
  });
  assert.equal(violations.length, 2);
});

test('an import that runs back up the list of rooms is named', async () => {
  const files = {
    'gateway.ts': `import { serve } from './exchange/serve.ts';\nexport const gateway = serve;`,
    'exchange/serve.ts': `export const serve = 1;`,
    'queue/lane.ts': `import type { serve } from '../exchange/serve.ts';\nexport type Lane = typeof serve;`,
  };
  assert.deepEqual(await violationsOf(files, { rooms: ['gateway.ts', 'exchange', 'queue'] }), [
    'packages/planted/src: queue/lane.ts imports exchange/serve.ts, but exchange is above queue.',
  ]);
  assert.deepEqual(await violationsOf(files, { rooms: ['gateway.ts', 'queue', 'exchange'] }), []);
});

test('a room that the list does not have is named', async () => {
  const violations = await violationsOf({ 'queue/lane.ts': '', 'cellar/box.ts': '' }, { rooms: ['queue'] });
  assert.deepEqual(violations, ['packages/planted/src: cellar is not in the list of rooms.']);
});

test('a folder with more source files than allowed is named; tests do not count', async () => {
  const files = { 'queue/a.ts': '', 'queue/b.ts': '', 'queue/a.test.ts': '', 'queue/b.test.fixture.ts': '' };
  assert.deepEqual(await violationsOf(files, { filesPerFolder: 2 }), []);
  assert.deepEqual(await violationsOf(files, { filesPerFolder: 1 }), [
    'packages/planted/src: queue/ has 2 source files; at most 1 are allowed.',
  ]);
});

test('a file that cannot be parsed stops the check and is named', async () => {
  await assert.rejects(violationsOf({ 'queue/lane.ts': 'import from;' }), /queue\/lane\.ts/);
});

test('every package and every room of the plan exists', () => {
  for (const [folder, { rooms }] of Object.entries(plan))
    for (const room of rooms) assert.ok(existsSync(join(root, folder, room)), `${folder}/${room}`);
});

test('a circle planted in any package or plugin makes the check fail and print it', () =>
  inTemporaryFolder((folder) => {
    writeFiles(join(folder, 'packages/server/src'), { 'index.ts': '' });
    assert.equal(spawnSync(process.execPath, [script, folder]).status, 0);
    for (const planted of ['packages/server/src', 'plugins/planted/src']) {
      writeFiles(join(folder, planted), {
        'a/one.ts': `import type {} from '../b/two.ts';`,
        'b/two.ts': `import type {} from '../a/one.ts';`,
      });
    }
    const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
    assert.equal(status, 1);
    for (const planted of ['packages/server/src', 'plugins/planted/src'])
      assert.match(
        stderr,
        new RegExp(`^${planted}: a/one\\.ts imports b/two\\.ts, but b also depends on a\\.$`, 'm'),
      );
  }));
