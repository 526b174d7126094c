import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Principal, Profile, ProfileSource } from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { aProfile } from '../builders/a-request.ts';
import { failures } from './failures.test.fixture.ts';
import { profileSourceConformance } from './profile-source-conformance.ts';

const finds = 'finds the profile of a known caller';

function failuresOf(create: () => ProfileSource): Promise<readonly string[]> {
  const plugin = aPlugin('profile-source', create);
  return failures((register) => profileSourceConformance({ test: register, plugin, known: 'alice' }));
}

function sourceOf(profile: Profile, also: Partial<ProfileSource> = {}): () => ProfileSource {
  return () => ({ find: ({ id }) => (id === 'alice' ? profile : undefined), ...also });
}

test('correct profile sources pass', async () => {
  assert.deepEqual(await failuresOf(sourceOf(aProfile())), []);
  const watched = { watch: () => () => {}, status: () => ({ healthy: true, profiles: 1 }), close() {} };
  const profile = aProfile({
    weight: 2,
    quota: { tpm: 1_000, rpm: 60, concurrency: 4 },
    headers: ['X-Team', 'blue'],
  });
  assert.deepEqual(await failuresOf(sourceOf(profile, watched)), []);
});

test('a source that does not find its own profile is caught', async () => {
  assert.deepEqual(await failuresOf(() => ({ find: () => undefined })), [finds]);
});

test('a profile under another id is caught', async () => {
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ id: 'bob' }))), [finds]);
});

test('invalid limits and weights are caught', async () => {
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ weight: 0 }))), [finds]);
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ quota: { tpm: -1 } }))), [finds]);
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ quota: { rpm: Number.NaN } }))), [finds]);
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ quota: { concurrency: 0 } }))), [finds]);
});

test('invalid headers are caught', async () => {
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ headers: ['X-Team', 'blue\r\nX-Admin: yes'] }))), [
    finds,
  ]);
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ headers: ['X Team', 'blue'] }))), [finds]);
});

test('a source that keeps its profiles in a plain object is caught', async () => {
  const profiles: Record<string, Profile> = { alice: aProfile() };
  const failed = await failuresOf(() => ({ find: ({ id }: Principal) => profiles[id] }));
  assert.deepEqual(failed, ['finds no profile for an unknown caller']);
});

test('a source that compares ids loosely is caught', async () => {
  const failed = await failuresOf(() => ({
    find: ({ id }) => (id.trim() === 'alice' ? aProfile() : undefined),
  }));
  assert.deepEqual(failed, ['finds no profile for an unknown caller']);
});

test('a source that depends on the authentication scheme is caught', async () => {
  const failed = await failuresOf(() => ({
    find: ({ id, scheme }) => (id === 'alice' && scheme === 'api-key' ? aProfile() : undefined),
  }));
  assert.deepEqual(failed, ['finds the same profile under every authentication scheme']);
});

test('a source that is unhealthy from the start is caught', async () => {
  const status = () => ({ healthy: false, trouble: 'the file is gone', profiles: 1 });
  assert.deepEqual(await failuresOf(sourceOf(aProfile(), { status })), [
    'reports a healthy status, if it has a status',
  ]);
});

test('a source that calls its watchers on close is caught', async () => {
  const failed = await failuresOf(() => {
    const watchers = new Set<() => void>();
    return {
      ...sourceOf(aProfile())(),
      watch(onStale) {
        watchers.add(onStale);
        return () => watchers.delete(onStale);
      },
      close: () => watchers.forEach((onStale) => onStale()),
    };
  });
  assert.deepEqual(failed, ['can be closed while it is watched']);
});

test('a source whose watchers can stop only once is caught', async () => {
  const failed = await failuresOf(
    sourceOf(aProfile(), {
      watch() {
        let watching = true;
        return () => {
          if (!watching) throw new Error('not watching');
          watching = false;
        };
      },
    }),
  );
  assert.deepEqual(failed, ['lets every watcher stop, more than once']);
});
