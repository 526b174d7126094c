import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Principal, Profile, ProfileSource } from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { aProfile } from '../builders/a-profile.ts';
import { failures } from './failures.test.fixture.ts';
import { profileSourceConformance } from './profile-source-conformance.ts';

const finds = 'finds the profile of a caller it knows';

function failuresOf(create: () => ProfileSource): Promise<readonly string[]> {
  const plugin = aPlugin('profile-source', create);
  return failures((register) => profileSourceConformance({ test: register, plugin, known: 'alice' }));
}

function sourceOf(profile: Profile, also: Partial<ProfileSource> = {}): () => ProfileSource {
  return () => ({ find: ({ id }) => (id === 'alice' ? profile : undefined), ...also });
}

test('sound profile sources pass', async () => {
  assert.deepEqual(await failuresOf(sourceOf(aProfile())), []);
  const watched = { watch: () => () => {}, status: () => ({ healthy: true, profiles: 1 }), close() {} };
  const profile = aProfile({
    weight: 2,
    quota: { tpm: 1_000, rpm: 60, concurrency: 4 },
    headers: ['X-Team', 'blue'],
  });
  assert.deepEqual(await failuresOf(sourceOf(profile, watched)), []);
});

test('a source that does not know its own is caught', async () => {
  assert.deepEqual(await failuresOf(() => ({ find: () => undefined })), [finds]);
});

test('a profile under another id is caught', async () => {
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ id: 'bob' }))), [finds]);
});

test('limits and weights that make no sense are caught', async () => {
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ weight: 0 }))), [finds]);
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ quota: { tpm: -1 } }))), [finds]);
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ quota: { rpm: Number.NaN } }))), [finds]);
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ quota: { concurrency: 0 } }))), [finds]);
});

test('headers that can not go on the wire are caught', async () => {
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ headers: ['X-Team', 'blue\r\nX-Admin: yes'] }))), [
    finds,
  ]);
  assert.deepEqual(await failuresOf(sourceOf(aProfile({ headers: ['X Team', 'blue'] }))), [finds]);
});

test('a source that keeps its profiles in an object is caught', async () => {
  const profiles: Record<string, Profile> = { alice: aProfile() };
  const failed = await failuresOf(() => ({ find: ({ id }: Principal) => profiles[id] }));
  assert.deepEqual(failed, ['finds nothing for a caller it does not know']);
});

test('a source that compares ids loosely is caught', async () => {
  const failed = await failuresOf(() => ({
    find: ({ id }) => (id.trim() === 'alice' ? aProfile() : undefined),
  }));
  assert.deepEqual(failed, ['finds nothing for a caller it does not know']);
});

test('a source that cares how the caller proved it is caught', async () => {
  const failed = await failuresOf(() => ({
    find: ({ id, scheme }) => (id === 'alice' && scheme === 'api-key' ? aProfile() : undefined),
  }));
  assert.deepEqual(failed, ['finds the same for everybody who proves to be that caller']);
});

test('a source in trouble from the start is caught', async () => {
  const status = () => ({ healthy: false, trouble: 'the file is gone', profiles: 1 });
  assert.deepEqual(await failuresOf(sourceOf(aProfile(), { status })), ['says how it is, if it can']);
});

test('a source that tells its watchers when it is closed is caught', async () => {
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

test('a source that can be left only once is caught', async () => {
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
  assert.deepEqual(failed, ['lets everybody who watches it stop, more than once']);
});
