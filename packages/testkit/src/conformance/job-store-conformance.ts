import assert from 'node:assert/strict';
import type { JobStore } from '@laneway/contracts';

import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { aJob } from '../builders/a-job.ts';
import { frozen } from './frozen.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { registerPromises } from './trial.ts';

/** What every job store promises. What survives a crash is for tests of the store's own. */
export function jobStoreConformance(subject: Subject<'job-store'>): void {
  pluginConformance('job-store', subject);
  registerPromises(subject, promises);
}

const leaseMs = 60_000;

const promises: Promises<'job-store'> = {
  'gives back a job as it was put': async ({ instance }) => {
    const job = frozen(aJob({ request: { ...aJob().request, body: new Uint8Array([0, 13, 10, 128, 255]) } }));
    await instance.put(job);
    assert.deepEqual(await instance.get(job.id), job);
  },

  'knows nothing of a job that was never put': async ({ instance }) => {
    for (const id of ['job-1', '', '__proto__', 'constructor'])
      assert.equal(await instance.get(id), undefined);
    assert.deepEqual(await instance.list('alice', 10), []);
  },

  'hands out the oldest waiting job first, whichever was put first': async ({ instance }) => {
    await putAt(instance, { second: 2, first: 1, third: 3 });
    const claimed = [
      await instance.claim(leaseMs),
      await instance.claim(leaseMs),
      await instance.claim(leaseMs),
    ];
    assert.deepEqual(
      claimed.map((job) => job?.id),
      ['first', 'second', 'third'],
    );
  },

  'hands out a job once while its lease lasts': async ({ instance, clock }) => {
    await instance.put(aJob());
    assert.equal((await instance.claim(leaseMs))?.state, 'running');
    clock.advance(leaseMs - 1);
    assert.equal(await instance.claim(leaseMs), undefined);
    assert.equal((await instance.get('job-1'))?.state, 'running');
  },

  'hands out a job again when its lease is over': async ({ instance, clock }) => {
    await instance.put(aJob());
    await instance.claim(leaseMs);
    clock.advance(leaseMs + 1);
    assert.equal((await instance.claim(leaseMs))?.id, 'job-1');
  },

  'keeps the answer of a completed job and hands it out no more': async ({ instance, clock }) => {
    const answer = { status: 200, headers: ['X-A', '1', 'x-a', '2'], body: new Uint8Array([1, 0, 255]) };
    await instance.put(aJob());
    await instance.claim(leaseMs);
    await instance.complete('job-1', 'completed', answer);
    assert.deepEqual(await instance.get('job-1'), { ...aJob(), state: 'completed', answer });
    clock.advance(leaseMs + 1);
    assert.equal(await instance.claim(leaseMs), undefined);
  },

  'ends a job without an answer': async ({ instance }) => {
    await instance.put(aJob());
    await instance.claim(leaseMs);
    await instance.complete('job-1', 'cancelled');
    const job = await instance.get('job-1');
    assert.equal(job?.state, 'cancelled');
    assert.equal(job?.answer, undefined);
  },

  'refuses to complete a job whose lease is over': async ({ instance, clock }) => {
    await instance.put(aJob());
    await instance.claim(leaseMs);
    clock.advance(leaseMs + 1);
    await assert.rejects(instance.complete('job-1', 'completed'));
    assert.notEqual((await instance.get('job-1'))?.state, 'completed');
  },

  'refuses to complete a job that nobody holds': async ({ instance }) => {
    await instance.put(aJob());
    await assert.rejects(instance.complete('job-1', 'completed'));
    await assert.rejects(instance.complete('unknown', 'completed'));
  },

  'lists the jobs of one owner, newest first, no more than asked for': async ({ instance }) => {
    await putAt(instance, { old: 1, newest: 3, newer: 2 });
    await instance.put(aJob({ id: 'other', owner: 'bob' }));
    assert.deepEqual(await idsOf(instance, 10), ['newest', 'newer', 'old']);
    assert.deepEqual(await idsOf(instance, 2), ['newest', 'newer']);
  },
};

async function putAt(store: JobStore, moments: Readonly<Record<string, number>>): Promise<void> {
  for (const [id, moment] of Object.entries(moments)) {
    await store.put(aJob({ id, createdAtMs: aJob().createdAtMs + moment }));
  }
}

async function idsOf(store: JobStore, limit: number): Promise<readonly string[]> {
  return (await store.list('alice', limit)).map(({ id }) => id);
}
