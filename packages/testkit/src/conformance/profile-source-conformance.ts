import assert from 'node:assert/strict';
import type { Profile } from '@laneway/contracts';

import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { aPrincipal } from '../builders/a-profile.ts';
import { assertHeaders } from './assert-headers.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { registerPromises } from './trial.ts';

/** A profile source and somebody it knows. */
export interface ProfileSourceSubject extends Subject<'profile-source'> {
  /** Id of a profile that the source has with the options given. */
  readonly known: string;
}

/** What every profile source promises. */
export function profileSourceConformance(subject: ProfileSourceSubject): void {
  pluginConformance('profile-source', subject);
  registerPromises(subject, promises(subject.known));
}

const promises = (known: string): Promises<'profile-source'> => ({
  'finds the profile of a caller it knows': async ({ instance }) => {
    const profile = await instance.find(aPrincipal({ id: known }));
    assert.ok(profile !== undefined, `${known} is not found`);
    assertSound(profile, known);
  },

  'finds the same for everybody who proves to be that caller': async ({ instance }) => {
    const byKey = await instance.find(aPrincipal({ id: known, scheme: 'api-key' }));
    assert.deepEqual(await instance.find(aPrincipal({ id: known, scheme: 'header' })), byKey);
  },

  'finds nothing for a caller it does not know': async ({ instance }) => {
    for (const id of [`not-${known}`, `${known} `, '', ...inherited]) {
      assert.equal(await instance.find(aPrincipal({ id })), undefined, JSON.stringify(id));
    }
  },

  'says how it is, if it can': async ({ instance }) => {
    await instance.find(aPrincipal({ id: known }));
    const status = instance.status?.();
    if (status === undefined) return;
    assert.equal(status.healthy, true);
    assert.equal(status.trouble, undefined, 'a healthy source has no trouble');
    assert.ok(Number.isInteger(status.profiles) && status.profiles >= 0);
  },

  'lets everybody who watches it stop, more than once': ({ instance }) => {
    const stops = [instance.watch?.(() => {}), instance.watch?.(() => {})];
    for (const stop of stops) {
      stop?.();
      stop?.();
    }
  },

  'can be closed while it is watched': async ({ instance }) => {
    const stop = instance.watch?.(() => assert.fail('told of changes after it was closed'));
    await instance.close?.();
    stop?.();
  },
});

// Names that every object has: a source that keeps profiles in an object finds them.
const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

function assertSound(profile: Profile, id: string): void {
  assert.equal(profile.id, id);
  assertHeaders(profile.headers);
  assertPositive('weight', profile.weight);
  assertPositive('quota.tpm', profile.quota?.tpm);
  assertPositive('quota.rpm', profile.quota?.rpm);
  const concurrency = profile.quota?.concurrency;
  assert.ok(concurrency === undefined || concurrency >= 1, `quota.concurrency is ${concurrency}`);
}

function assertPositive(field: string, value: number | undefined): void {
  assert.ok(value === undefined || value > 0, `${field} is ${value}`);
}
