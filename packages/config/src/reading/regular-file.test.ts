import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

import { aFolder } from '../a-folder.test.fixture.ts';
import { readRegularFile, readRegularFileSync } from './regular-file.ts';

const isWindows = process.platform === 'win32';

test('a regular file is read, also one without a known size', async (context) => {
  const folder = aFolder(context, { 'a.txt': 'x'.repeat(200_000) });
  const path = join(folder, 'a.txt');
  assert.equal((await readRegularFile(path)).toString(), 'x'.repeat(200_000));
  assert.equal(readRegularFileSync(path).toString(), 'x'.repeat(200_000));
  if (process.platform !== 'linux') return;
  assert.match((await readRegularFile('/proc/self/status')).toString(), /^Name:/);
});

test('a file that is too long is refused', async (context) => {
  const path = join(aFolder(context, { 'a.txt': '12345' }), 'a.txt');
  await assert.rejects(readRegularFile(path, { maxBytes: 4 }), /it has more than 4 bytes/);
  assert.throws(() => readRegularFileSync(path, { maxBytes: 4 }), /it has more than 4 bytes/);
  assert.equal((await readRegularFile(path, { maxBytes: 5 })).length, 5);
});

test(
  'a named pipe, a device, a socket and a folder are refused at once',
  { skip: isWindows },
  async (context) => {
    const folder = aFolder(context);
    const [pipe, socket] = [join(folder, 'pipe'), join(folder, 'socket')];
    execFileSync('mkfifo', [pipe]);
    const server = createServer().listen(socket);
    context.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    for (const path of [pipe, '/dev/zero', socket, folder]) {
      await assert.rejects(readRegularFile(path), /it is not a regular file/, path);
      assert.throws(() => readRegularFileSync(path), /it is not a regular file/, path);
    }
  },
);

test('a file that does not exist is refused with the reason of the system', async (context) => {
  const path = join(aFolder(context), 'gone.txt');
  await assert.rejects(readRegularFile(path), { code: 'ENOENT' });
  assert.throws(() => readRegularFileSync(path), { code: 'ENOENT' });
});

test('reading ends when its time is over', async (context) => {
  const path = join(aFolder(context), 'a.txt');
  writeFileSync(path, 'x'.repeat(1_000_000));
  await assert.rejects(readRegularFile(path, { timeoutMs: 0 }), /reading it took more than 0 ms/);
});
