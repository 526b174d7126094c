import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('an unknown verb is refused with the known ones', () => {
  const boot = fileURLToPath(new URL('boot.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [boot, 'tset'], { encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /Unknown verb 'tset'\. Known: start, test, build, bench, check, format\./);
});
