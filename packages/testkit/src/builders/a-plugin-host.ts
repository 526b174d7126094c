import type { PluginHost } from '@laneway/contracts';

import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { inProcessPool } from '../fakes/in-process-pool.ts';
import { seededRandom } from '../fakes/seeded-random.ts';

/** What a test may give to a plugin instead of the fakes. */
export type HostParts = Partial<Omit<PluginHost, 'log' | 'signal'>>;

/** A host for a test. */
export interface FakeHost extends PluginHost {
  readonly log: FakeLog;
  /** Aborts `signal`, as a gateway does before it closes the instance. */
  end(): void;
}

/** A host with a `FakeClock`, repeatable randomness, a log that keeps its lines and a pool that runs in this thread. */
export function aPluginHost(parts: HostParts = {}): FakeHost {
  const ending = new AbortController();
  return {
    clock: new FakeClock(),
    random: seededRandom(1),
    instance: 'test',
    baseDir: process.cwd(),
    pool: inProcessPool,
    ...parts,
    log: new FakeLog(),
    signal: ending.signal,
    end: () => ending.abort(),
  };
}
