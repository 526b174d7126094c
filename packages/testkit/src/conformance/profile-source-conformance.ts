import assert from 'node:assert/strict';
import type { Profile } from '@laneway/contracts';

import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { aPrincipal } from '../builders/a-request.ts';
import { assertHeaders } from './assert-headers.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { registerPromises } from './trial.ts';

/** A profile source plugin and the id of one of its profiles. */
export interface ProfileSourceSubject extends Subject<'profile-source'> {
  /** Id of a profile that the source has with these options. */
  readonly known: string;
}

/** Registers the tests that every profile source passes. */
export function profileSourceConformance(subject: ProfileSourceSubject): void {
  pluginConformance('profile-source', subject);
  registerPromises(subject, promises(subject.known));
}

const promises = (known: string): Promises<'profile-source'> => ({
  'finds the profile of a known caller': async ({ instance }) => {
    const profile = await instance.find(aPrincipal({ id: known }));
    assert.ok(profile !== undefined, `find() returned undefined for ${known}.`);
    assertSound(profile, known);
  },

  'finds the same profile under every authentication scheme': async ({ instance }) => {
    const byKey = await instance.find(aPrincipal({ id: known, scheme: 'api-key' }));
    assert.deepEqual(await instance.find(aPrincipal({ id: known, scheme: 'header' })), byKey);
  },

  'finds no profile for an unknown caller': async ({ instance }) => {
    for (const id of [`not-${known}`, `${known} `, '', ...inherited]) {
      assert.equal(await instance.find(aPrincipal({ id })), undefined, JSON.stringify(id));
    }
  },

  'reports a healthy status, if it has a status': async ({ instance }) => {
    await instance.find(aPrincipal({ id: known }));
    const status = instance.status?.();
    if (status === undefined) return;
    assert.equal(status.healthy, true);
    assert.equal(status.trouble, undefined, 'A healthy source reports no trouble.');
    assert.ok(Number.isInteger(status.profiles) && status.profiles >= 0);
  },

  'lets every watcher stop, more than once': ({ instance }) => {
    const stops = [instance.watch?.(() => {}), instance.watch?.(() => {})];
    for (const stop of stops) {
      stop?.();
      stop?.();
    }
  },

  'can be closed while it is watched': async ({ instance }) => {
    const stop = instance.watch?.(() => assert.fail('The watcher was called after the source was closed.'));
    await instance.close?.();
    stop?.();
  },
});

// Names of inherited members, which a source that keeps its profiles in a plain object would find.
const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

function assertSound(profile: Profile, id: string): void {
  assert.equal(profile.id, id);
  assertHeaders(profile.headers);
  assertPositive('weight', profile.weight);
  assertPositive('quota.tpm', profile.quota?.tpm);
  assertPositive('quota.rpm', profile.quota?.rpm);
  const concurrency = profile.quota?.concurrency;
  assert.ok(
    concurrency === undefined || concurrency >= 1,
    `quota.concurrency is ${concurrency}; it must be 1 or more.`,
  );
}

function assertPositive(field: string, value: number | undefined): void {
  assert.ok(value === undefined || value > 0, `${field} is ${value}; it must be above 0.`);
}
