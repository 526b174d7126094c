import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { locked } from './lock.mjs';
import { inTemporaryFolder } from './temporary-folder.mjs';

test('a second run waits until the first has released the lock', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'lock');
    const order = [];
    const first = Promise.withResolvers();
    const runs = [
      locked(path, async () => {
        order.push('first in');
        await first.promise;
        order.push('first out');
      }),
      locked(path, () => order.push('second in')),
    ];
    first.resolve();
    await Promise.all(runs);
    assert.deepEqual(order, ['first in', 'first out', 'second in']);
  }));

test('a lock whose holder died is taken over', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'lock');
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(path, String(pid));
    assert.equal(await locked(path, () => 'done'), 'done');
  }));

test('the lock is free again after a failure', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'lock');
    await assert.rejects(
      locked(path, () => Promise.reject(new Error('no room'))),
      /no room/,
    );
    assert.equal(existsSync(path), false);
  }));
