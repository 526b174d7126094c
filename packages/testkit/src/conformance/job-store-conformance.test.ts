import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock, Job, JobStore } from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { failures } from './failures.test.fixture.ts';
import { jobStoreConformance } from './job-store-conformance.ts';

/** Keeps jobs in memory: enough to find out whether the suite lets a sound store pass. */
class MemoryJobStore implements JobStore {
  readonly jobs = new Map<string, Job>();
  readonly leases = new Map<string, number>();
  readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async put(job: Job): Promise<void> {
    this.jobs.set(job.id, job);
  }

  async claim(leaseMs: number): Promise<Job | undefined> {
    const oldest = this.oldestFirst().find((job) => this.isFree(job));
    if (oldest === undefined) return undefined;
    const running: Job = { ...oldest, state: 'running' };
    this.jobs.set(running.id, running);
    this.leases.set(running.id, this.clock.nowMs() + leaseMs);
    return running;
  }

  async complete(
    id: string,
    state: 'completed' | 'failed' | 'cancelled',
    answer?: Job['answer'],
  ): Promise<void> {
    const job = this.jobs.get(id);
    if (job === undefined || !this.isHeld(id)) throw new Error(`${id} is not held`);
    this.leases.delete(id);
    this.jobs.set(id, { ...job, state, ...(answer && { answer }) });
  }

  async get(id: string): Promise<Job | undefined> {
    return this.jobs.get(id);
  }

  async list(owner: string, limit: number): Promise<readonly Job[]> {
    const owned = this.oldestFirst().filter((job) => job.owner === owner);
    return owned.toReversed().slice(0, limit);
  }

  oldestFirst(): readonly Job[] {
    return [...this.jobs.values()].toSorted((a, b) => a.createdAtMs - b.createdAtMs);
  }

  isFree(job: Job): boolean {
    return job.state === 'waiting' || (job.state === 'running' && !this.isHeld(job.id));
  }

  isHeld(id: string): boolean {
    return (this.leases.get(id) ?? 0) > this.clock.nowMs();
  }
}

function failuresOf(Store: typeof MemoryJobStore): Promise<readonly string[]> {
  const plugin = aPlugin('job-store', ({ clock }) => new Store(clock));
  return failures((register) => jobStoreConformance({ test: register, plugin }));
}

test('a sound job store passes', async () => {
  assert.deepEqual(await failuresOf(MemoryJobStore), []);
});

test('a store that keeps bodies as text is caught', async () => {
  class TextStore extends MemoryJobStore {
    override async put(job: Job): Promise<void> {
      const body = new TextEncoder().encode(new TextDecoder().decode(job.request.body));
      await super.put({ ...job, request: { ...job.request, body } });
    }
  }
  assert.deepEqual(await failuresOf(TextStore), ['gives back a job as it was put']);
});

test('a store that finds what was never put is caught', async () => {
  class ObjectStore extends MemoryJobStore {
    override async get(id: string): Promise<Job | undefined> {
      return Object.fromEntries(this.jobs)[id];
    }
  }
  assert.deepEqual(await failuresOf(ObjectStore), ['knows nothing of a job that was never put']);
});

test('a store that goes by the order of arrival is caught', async () => {
  class ArrivalStore extends MemoryJobStore {
    override oldestFirst(): readonly Job[] {
      return [...this.jobs.values()];
    }
  }
  assert.deepEqual(await failuresOf(ArrivalStore), [
    'hands out the oldest waiting job first, whichever was put first',
    'lists the jobs of one owner, newest first, no more than asked for',
  ]);
});

test('a store that hands out a job twice is caught', async () => {
  class GenerousStore extends MemoryJobStore {
    override isFree(job: Job): boolean {
      return job.state === 'waiting' || job.state === 'running';
    }
  }
  const failed = await failuresOf(GenerousStore);
  assert.ok(failed.includes('hands out a job once while its lease lasts'));
});

test('a store that never takes a job back is caught', async () => {
  class TrustingStore extends MemoryJobStore {
    override isFree(job: Job): boolean {
      return job.state === 'waiting';
    }
  }
  assert.deepEqual(await failuresOf(TrustingStore), ['hands out a job again when its lease is over']);
});

test('a store that loses answers is caught', async () => {
  class ForgetfulStore extends MemoryJobStore {
    override complete(id: string, state: 'completed' | 'failed' | 'cancelled'): Promise<void> {
      return super.complete(id, state);
    }
  }
  assert.deepEqual(await failuresOf(ForgetfulStore), [
    'keeps the answer of a completed job and hands it out no more',
  ]);
});

test('a store that lets anybody complete a job is caught', async () => {
  class LaxStore extends MemoryJobStore {
    override isHeld(id: string): boolean {
      return this.jobs.has(id);
    }
  }
  const failed = await failuresOf(LaxStore);
  assert.ok(failed.includes('refuses to complete a job whose lease is over'));
  assert.ok(failed.includes('refuses to complete a job that nobody holds'));
});

test('a store that shows jobs of others, or too many, is caught', async () => {
  class OpenStore extends MemoryJobStore {
    override async list(): Promise<readonly Job[]> {
      return this.oldestFirst().toReversed();
    }
  }
  assert.deepEqual(await failuresOf(OpenStore), [
    'lists the jobs of one owner, newest first, no more than asked for',
  ]);
});
