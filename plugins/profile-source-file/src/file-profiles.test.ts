import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, rmdir, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Clock } from '@laneway/contracts';
import { aPluginHost, aPrincipal, FakeClock, FakeLog, realClock } from '@laneway/testkit';

import { FileProfiles } from './file-profiles.ts';
import plugin from './index.ts';

// A day: under the real clock nothing is noticed but what the system reports.
const pollMs = 86_400_000;

async function aDirectory(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'profiles-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes `content` to the file atomically. */
async function save(path: string, content: unknown): Promise<void> {
  await writeFile(`${path}.new`, typeof content === 'string' ? content : JSON.stringify(content));
  await rename(`${path}.new`, path);
}

async function open(context: TestContext, content: unknown, clock: Clock = new FakeClock()) {
  const path = join(await aDirectory(context), 'profiles.json');
  await save(path, content);
  const log = new FakeLog();
  const source = await FileProfiles.open({ path, key: 'userId', pollMs, clock, log });
  context.after(() => source.close());
  return { path, source, log };
}

function nextChange(source: FileProfiles): Promise<void> {
  return new Promise((resolve) => {
    const stop = source.watch(() => {
      stop();
      resolve();
    });
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

function tierOf(source: FileProfiles, id: string): string | undefined {
  return source.find(aPrincipal({ id }))?.tier;
}

test('profiles are found by the id of the caller', async (context) => {
  const { source } = await open(context, [{ userId: 'alice', tier: 'gold' }]);
  assert.equal(tierOf(source, 'alice'), 'gold');
  assert.equal(source.find(aPrincipal({ id: 'bob' })), undefined);
  assert.deepEqual(source.status(), { healthy: true, profiles: 1 });
});

test('a file that is missing or invalid at the start is rejected', async (context) => {
  const path = join(await aDirectory(context), 'profiles.json');
  const parts = { path, key: 'userId', pollMs, clock: new FakeClock(), log: new FakeLog() };
  await assert.rejects(FileProfiles.open(parts), {
    code: 'config_invalid',
    message: /^profiles\.json cannot be read \(ENOENT\)\.$/,
  });
  await mkdir(path);
  await assert.rejects(FileProfiles.open(parts), { message: /cannot be read \(not a regular file\)\.$/ });
  await rmdir(path);
  await save(path, [{ userId: 'alice', quota: { tpm: 'lots' } }]);
  await assert.rejects(FileProfiles.open(parts), { message: /profiles\.json\[0\]\.quota\.tpm: / });
  assert.equal(parts.clock.pending, 0, 'nothing is left behind');
});

test('a profile that has left the file is valid until its grace is over', async (context) => {
  const path = join(await aDirectory(context), 'profiles.json');
  await save(path, [{ userId: 'alice', tier: 'gold' }]);
  const clock = new FakeClock();
  const host = aPluginHost({ clock });
  const source = await plugin.create({ path, key: 'userId', poll: 1_000, grace: 60_000 }, host);
  context.after(() => source.close?.());
  await save(path, []);
  clock.advance(1_000);
  await until(() => source.status?.().profiles === 0);
  assert.equal((await source.find(aPrincipal({ id: 'alice' })))?.tier, 'gold');
  clock.advance(60_000);
  assert.equal(await source.find(aPrincipal({ id: 'alice' })), undefined);
});

test('a change that is not reported is noticed by polling', async (context) => {
  const clock = new FakeClock();
  const { path, source } = await open(context, [{ userId: 'alice', tier: 'gold' }], clock);
  const changed = nextChange(source);
  await save(path, [{ userId: 'alice', tier: 'silver' }, { userId: 'bob' }]);
  clock.advance(pollMs);
  await changed;
  assert.equal(tierOf(source, 'alice'), 'silver');
  assert.equal(source.status().profiles, 2);
});

test('an invalid change leaves the last valid profiles in use, and the status says so', async (context) => {
  const clock = new FakeClock();
  const { path, source, log } = await open(context, [{ userId: 'alice', tier: 'gold' }], clock);
  await save(path, [{ userId: 'alice', weight: -1 }]);
  clock.advance(pollMs);
  await until(() => !source.status().healthy);
  assert.equal(tierOf(source, 'alice'), 'gold');
  const trouble = 'profiles.json[0].weight: must be a number greater than 0.';
  assert.deepEqual(source.status(), { healthy: false, trouble, profiles: 1 });
  assert.deepEqual(log.messages('warn'), [`${trouble} The last valid profiles stay in use.`]);
});

test('a file that is deleted is trouble, until the same file is back', async (context) => {
  const clock = new FakeClock();
  const { path, source, log } = await open(context, [{ userId: 'alice' }], clock);
  await unlink(path);
  clock.advance(pollMs);
  await until(() => !source.status().healthy);
  assert.match(source.status().trouble ?? '', /profiles\.json cannot be read \(ENOENT\)\./);
  clock.advance(pollMs);
  await save(path, [{ userId: 'alice' }]);
  clock.advance(pollMs);
  await until(() => source.status().healthy);
  assert.equal(log.messages('warn').length, 1, 'one warning');
});

test('watchers are notified of changes, not of saves without a change', async (context) => {
  const clock = new FakeClock();
  const { path, source } = await open(context, [{ userId: 'alice' }], clock);
  let notified = 0;
  source.watch(() => (notified += 1));
  await save(path, [{ userId: 'alice' }]);
  clock.advance(pollMs);
  const changed = nextChange(source);
  await save(path, [{ userId: 'bob' }]);
  clock.advance(pollMs);
  await changed;
  assert.equal(notified, 1);
});

test('a file that is written in place is noticed at once', async (context) => {
  const { path, source } = await open(context, [{ userId: 'alice' }], realClock);
  const changed = nextChange(source);
  await writeFile(path, JSON.stringify([{ userId: 'alice', tier: 'gold' }]));
  await changed;
  assert.equal(tierOf(source, 'alice'), 'gold');
});

test('a file that is replaced, as by editors, is noticed at once, each time', async (context) => {
  const { path, source } = await open(context, [{ userId: 'alice' }], realClock);
  for (const tier of ['gold', 'silver', 'bronze']) {
    const changed = nextChange(source);
    await save(path, [{ userId: 'alice', tier }]);
    await changed;
    assert.equal(tierOf(source, 'alice'), tier);
  }
});

test('a directory that is replaced behind the file, as by Kubernetes, is noticed at once', async (context) => {
  const mount = await aDirectory(context);
  await mountVersion(mount, 1, [{ userId: 'alice', tier: 'gold' }]);
  await symlink(join('..data', 'profiles.json'), join(mount, 'profiles.json'));
  const path = join(mount, 'profiles.json');
  const source = await FileProfiles.open({
    path,
    key: 'userId',
    pollMs,
    clock: realClock,
    log: new FakeLog(),
  });
  context.after(() => source.close());
  const changed = nextChange(source);
  await mountVersion(mount, 2, [{ userId: 'alice', tier: 'silver' }]);
  await changed;
  assert.equal(tierOf(source, 'alice'), 'silver');
});

test('a closed source does not read the file or notify watchers', async (context) => {
  const clock = new FakeClock();
  const { path, source } = await open(context, [{ userId: 'alice', tier: 'gold' }], clock);
  source.watch(() => assert.fail('notified'));
  await save(path, [{ userId: 'alice', tier: 'silver' }]);
  clock.advance(pollMs);
  await source.close();
  assert.equal(clock.pending, 0);
});

/** Changes a ConfigMap as Kubernetes does: a new folder, and a link to it that replaces the old link atomically. */
async function mountVersion(mount: string, version: number, content: unknown): Promise<void> {
  await mkdir(join(mount, `..version-${version}`));
  await writeFile(join(mount, `..version-${version}`, 'profiles.json'), JSON.stringify(content));
  await symlink(`..version-${version}`, join(mount, '..data-new'));
  await rename(join(mount, '..data-new'), join(mount, '..data'));
}
