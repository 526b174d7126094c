import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { FakeClock } from '@laneway/testkit';

import type { RotatingFileParts } from './rotating-file.ts';
import { RotatingFile } from './rotating-file.ts';

/** A device that can be opened and is always full. */
const fullDisk = '/dev/full';

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'laneway-ledger-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function openFile(path: string, parts: Partial<RotatingFileParts> = {}) {
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const file = await RotatingFile.open({
    path,
    rotateBytes: 1_000_000,
    clock,
    onLoss: (error) => errors.push(error),
    ...parts,
  });
  return { file, clock, errors };
}

test('after a flush, all lines are in the file, in order', async (t) => {
  const path = join(aFolder(t), 'usage.jsonl');
  const { file } = await openFile(path);
  for (let number = 0; number < 1_000; number += 1) file.append(`${number}\n`);
  await file.flush();
  assert.equal(
    readFileSync(path, 'utf8'),
    Array.from({ length: 1_000 }, (_, number) => `${number}\n`).join(''),
  );
  await file.close();
});

test('missing folders are created', async (t) => {
  const path = join(aFolder(t), 'deep', 'er', 'usage.jsonl');
  const { file } = await openFile(path);
  await file.close();
  assert.ok(existsSync(path));
});

test('only the owner can read the file', async (t) => {
  const path = join(aFolder(t), 'usage.jsonl');
  const { file } = await openFile(path);
  await file.close();
  assert.equal(statSync(path).mode & 0o077, 0);
});

test('a path that cannot be written to is refused at once', async (t) => {
  await assert.rejects(openFile(aFolder(t)), { code: 'EISDIR' });
});

test('closing writes the buffered lines; later lines are counted as lost', async (t) => {
  const path = join(aFolder(t), 'usage.jsonl');
  const { file } = await openFile(path);
  file.append('last\n');
  await file.close();
  file.append('too late\n');
  assert.equal(readFileSync(path, 'utf8'), 'last\n');
  assert.equal(file.lost, 1);
});

test('an existing file is continued', async (t) => {
  const path = join(aFolder(t), 'usage.jsonl');
  writeFileSync(path, 'before\n');
  const { file } = await openFile(path);
  file.append('after\n');
  await file.close();
  assert.equal(readFileSync(path, 'utf8'), 'before\nafter\n');
});

test('a line that was cut off by a crash does not damage the next one', async (t) => {
  const path = join(aFolder(t), 'usage.jsonl');
  writeFileSync(path, 'whole\n{"cut');
  const { file } = await openFile(path);
  file.append('after\n');
  await file.close();
  assert.equal(readFileSync(path, 'utf8'), 'whole\n{"cut\nafter\n');
});

test('a full file is renamed to the next number, and no line is torn or lost', async (t) => {
  const folder = aFolder(t);
  const path = join(folder, 'usage.jsonl');
  const { file } = await openFile(path, { rotateBytes: 100 });
  for (let number = 100; number < 200; number += 1) file.append(`line ${number}\n`);
  await file.close();
  const names = readdirSync(folder).toSorted((a, b) => numberOf(a) - numberOf(b));
  assert.deepEqual(names.slice(0, 3), ['usage.jsonl.1', 'usage.jsonl.2', 'usage.jsonl.3']);
  for (const name of names) assert.ok(statSync(join(folder, name)).size <= 100, name);
  const text = names.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  assert.equal(text, Array.from({ length: 100 }, (_, place) => `line ${place + 100}\n`).join(''));
});

function numberOf(name: string): number {
  return Number(name.split('.').at(-1)) || Infinity;
}

test('numbers continue from those of an earlier process', async (t) => {
  const folder = aFolder(t);
  const path = join(folder, 'usage.jsonl');
  writeFileSync(`${path}.7`, 'old\n');
  writeFileSync(path, 'full\n');
  const { file } = await openFile(path, { rotateBytes: 5 });
  file.append('next\n');
  await file.close();
  assert.equal(readFileSync(`${path}.7`, 'utf8'), 'old\n');
  assert.equal(readFileSync(`${path}.8`, 'utf8'), 'full\n');
  assert.equal(readFileSync(path, 'utf8'), 'next\n');
});

test('a line longer than the maximum of a file has a file of its own', async (t) => {
  const folder = aFolder(t);
  const path = join(folder, 'usage.jsonl');
  const { file } = await openFile(path, { rotateBytes: 10 });
  for (const line of ['short\n', `${'x'.repeat(50)}\n`, 'short\n']) file.append(line);
  await file.close();
  assert.equal(statSync(`${path}.2`).size, 51);
});

test(
  'lines that the disk does not take are counted, and the next ones are written when it does again',
  {
    skip: !existsSync(fullDisk),
  },
  async (t) => {
    const folder = aFolder(t);
    const path = join(folder, 'usage.jsonl');
    symlinkSync(fullDisk, path);
    const { file, errors } = await openFile(path);
    file.append('a\n');
    file.append('b\n');
    await file.flush();
    assert.equal(file.lost, 2);
    assert.equal(errors.length, 1);
    rmSync(path);
    file.append('c\n');
    await file.close();
    assert.equal(file.lost, 2);
    assert.equal(readFileSync(path, 'utf8'), 'c\n');
  },
);

test(
  'a disk that fails is left alone for a second while lines gather',
  { skip: !existsSync(fullDisk) },
  async (t) => {
    const path = join(aFolder(t), 'usage.jsonl');
    symlinkSync(fullDisk, path);
    const paused = Promise.withResolvers<void>();
    const clock = new FakeClock();
    const setTimer = clock.setTimer.bind(clock);
    clock.setTimer = (delayMs, fire) => {
      paused.resolve();
      return setTimer(delayMs, fire);
    };
    const { file } = await openFile(path, { clock });
    file.append('lost\n');
    await paused.promise;
    rmSync(path);
    file.append('kept\n');
    assert.equal(existsSync(path), false);
    clock.advance(1_000);
    await file.close();
    assert.equal(readFileSync(path, 'utf8'), 'kept\n');
  },
);

test('if the disk is too slow, lines are lost and memory stays bounded', async (t) => {
  const path = join(aFolder(t), 'usage.jsonl');
  const { file, errors } = await openFile(path, { rotateBytes: 1_000_000_000 });
  const line = `${'x'.repeat(1_000_000)}\n`;
  for (let turn = 0; turn < 20; turn += 1) file.append(line);
  assert.ok(file.lost >= 11);
  assert.equal(errors.length, file.lost);
  await file.close();
  assert.equal(statSync(path).size, (20 - file.lost) * line.length);
});
