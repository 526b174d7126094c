import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sumCounts } from './test-counts.mjs';
import { inTemporaryFolder } from './temporary-folder.mjs';

const reporter = fileURLToPath(new URL('count-reporter.mjs', import.meta.url));

function runTests(folder, files) {
  for (const [name, source] of Object.entries(files)) {
    writeFileSync(join(folder, name), `import { test } from 'node:test';\n${source}`);
  }
  const countsPath = join(folder, 'counts.jsonl');
  // Left in place, it would make the runner under test believe that it is a test file of this run.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--test', '--test-timeout=1000', `--test-reporter=${reporter}`, '*.test.mjs'],
    { cwd: folder, encoding: 'utf8', env: { ...env, LANEWAY_TEST_COUNTS: countsPath } },
  );
  return { stdout, status, counts: sumCounts(readFileSync(countsPath, 'utf8')) };
}

test('passed and failed tests of all files are counted once', () =>
  inTemporaryFolder((folder) => {
    const { counts, status } = runTests(folder, {
      'a.test.mjs': `test('fine', () => {}); test('fine too', () => {});`,
      'b.test.mjs': `test('fine', () => {}); test('broken', () => { throw new Error('broken'); });`,
    });
    assert.deepEqual(counts, { passed: 3, failed: 1 });
    assert.equal(status, 1);
  }));

test('a test that never ends counts as failed', () =>
  inTemporaryFolder((folder) => {
    const { counts } = runTests(folder, { 'a.test.mjs': `test('stuck', () => new Promise(() => {}));` });
    assert.deepEqual(counts, { passed: 0, failed: 1 });
  }));

test('a file that does not load counts as failed', () =>
  inTemporaryFolder((folder) => {
    const { counts } = runTests(folder, { 'a.test.mjs': `import './missing.mjs';` });
    assert.deepEqual(counts, { passed: 0, failed: 1 });
  }));

test('a skipped test counts neither way', () =>
  inTemporaryFolder((folder) => {
    const { counts } = runTests(folder, {
      'a.test.mjs': `test('fine', () => {}); test.skip('later', () => {});`,
    });
    assert.deepEqual(counts, { passed: 1, failed: 0 });
  }));

test('the tests are printed as the spec reporter prints them', () =>
  inTemporaryFolder((folder) => {
    const { stdout } = runTests(folder, { 'a.test.mjs': `test('endpoints take turns', () => {});` });
    assert.match(stdout, /✔ endpoints take turns/);
  }));
