import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';

import { FakeClock } from '@laneway/testkit';

import { aFolder } from './a-folder.test.fixture.ts';
import { watchConfig } from './watch-config.ts';

/** A watch whose clock advances by itself whenever a timer is set for less than the poll, so that changes settle. */
function aWatch(context: TestContext, paths: string | readonly string[]) {
  const clock = new SettlingClock();
  const missing: string[] = [];
  let changes = 0;
  let onNext: (() => void) | undefined;
  const stop = watchConfig(
    paths,
    () => {
      changes += 1;
      onNext?.();
    },
    { clock, onMissing: (file) => void missing.push(file) },
  );
  context.after(stop);
  return {
    clock,
    missing,
    stop,
    changes: () => changes,
    next: () => new Promise<void>((resolve) => (onNext = resolve)),
  };
}

class SettlingClock extends FakeClock {
  override setTimer(delayMs: number, fire: () => void) {
    const timer = super.setTimer(delayMs, fire);
    if (delayMs < 1_000) queueMicrotask(() => this.advance(delayMs));
    return timer;
  }
}

class CountingClock extends FakeClock {
  timersSet = 0;

  override setTimer(delayMs: number, fire: () => void) {
    this.timersSet += 1;
    return super.setTimer(delayMs, fire);
  }
}

test('a file that is written in place is reported', async (context) => {
  const folder = aFolder(context, { 'laneway.yaml': 'drain: 1s' });
  const watch = aWatch(context, join(folder, 'laneway.yaml'));
  const changed = watch.next();
  writeFileSync(join(folder, 'laneway.yaml'), 'drain: 2s');
  await changed;
  assert.equal(watch.changes(), 1);
});

test('a file that an editor replaces is reported, every time', async (context) => {
  const folder = aFolder(context, { 'laneway.yaml': 'drain: 1s' });
  const file = join(folder, 'laneway.yaml');
  const watch = aWatch(context, file);
  for (const content of ['drain: 2s', 'drain: 3s', 'drain: 4s']) {
    const changed = watch.next();
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
    await changed;
  }
  assert.equal(watch.changes(), 3);
});

test('a file behind a Kubernetes ..data link is reported when the link changes', async (context) => {
  const folder = aFolder(context, { '..1/laneway.yaml': 'drain: 1s', '..2/laneway.yaml': 'drain: 2s' });
  symlinkSync('..1', join(folder, '..data'));
  symlinkSync('..data/laneway.yaml', join(folder, 'laneway.yaml'));
  const watch = aWatch(context, join(folder, 'laneway.yaml'));
  const changed = watch.next();
  symlinkSync('..2', join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  await changed;
  assert.equal(watch.changes(), 1);
});

test('a change of any of several files is reported', async (context) => {
  const folder = aFolder(context, { 'laneway.yaml': 'drain: 1s', 'secrets/token': 'a' });
  const watch = aWatch(context, [join(folder, 'laneway.yaml'), join(folder, 'secrets/token')]);
  const changed = watch.next();
  writeFileSync(join(folder, 'secrets/token'), 'b');
  await changed;
  assert.equal(watch.changes(), 1);
});

test('files are polled in case their folder reports no changes', async (context) => {
  const folder = aFolder(context);
  const file = join(folder, 'later/laneway.yaml');
  const watch = aWatch(context, file);
  mkdirSync(join(folder, 'later'));
  writeFileSync(file, 'drain: 1s');
  const changed = watch.next();
  watch.clock.advance(10_000);
  await changed;
  assert.equal(watch.changes(), 1);
});

test('the same content, an empty file and a missing file are no changes', async (context) => {
  const folder = aFolder(context, { 'laneway.yaml': 'drain: 1s' });
  const file = join(folder, 'laneway.yaml');
  const watch = aWatch(context, file);
  for (const disturb of [
    () => writeFileSync(file, 'drain: 1s'),
    () => writeFileSync(file, ''),
    () => rmSync(file),
  ]) {
    disturb();
    watch.clock.advance(10_000);
  }
  // A real change is reported after all earlier ones.
  const changed = watch.next();
  writeFileSync(file, 'drain: 2s');
  await changed;
  assert.equal(watch.changes(), 1);
});

test('a file is read when the settle time has passed since its last write, not since its first', async (context) => {
  const folder = aFolder(context, { 'laneway.yaml': 'drain: 1s' });
  const file = join(folder, 'laneway.yaml');
  const clock = new CountingClock();
  const changes: string[] = [];
  context.after(watchConfig(file, () => void changes.push(file), { clock, settleMs: 400 }));
  for (let write = 0; write < 3; write += 1) {
    const before = clock.timersSet;
    writeFileSync(file, `drain: 1s # ${write}`);
    while (clock.timersSet === before) await new Promise(setImmediate);
    clock.advance(300);
    for (let read = 0; read < 10; read += 1) await readFile(file);
    assert.deepEqual(changes, []);
  }
  while (changes.length === 0) {
    clock.advance(400);
    await new Promise(setImmediate);
  }
});

test('a file that disappears is reported once, and again after it returned', async (context) => {
  const folder = aFolder(context, { 'laneway.yaml': 'drain: 1s' });
  const file = join(folder, 'laneway.yaml');
  const watch = aWatch(context, file);
  for (const times of [1, 2]) {
    rmSync(file);
    while (watch.missing.length < times) await new Promise(setImmediate);
    watch.clock.advance(10_000);
    const changed = watch.next();
    writeFileSync(file, `drain: ${times + 1}s`);
    await changed;
  }
  assert.deepEqual(watch.missing, [file, file]);
});

test('a closed watch leaves no timer', (context) => {
  const watch = aWatch(context, join(aFolder(context, { 'laneway.yaml': 'x' }), 'laneway.yaml'));
  watch.stop();
  assert.equal(watch.clock.pending, 0);
});
