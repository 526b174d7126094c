import type { PluginHost } from '@laneway/contracts';

import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { inProcessPool } from '../fakes/in-process-pool.ts';
import { seededRandom } from '../fakes/seeded-random.ts';

/** Parts of the host that replace the fakes. */
export type HostParts = Partial<Omit<PluginHost, 'log' | 'signal'>>;

/** A plugin host whose log can be read and whose life a test can end. */
export interface FakeHost extends PluginHost {
  readonly log: FakeLog;
  /** Aborts `signal`, as the gateway does before it closes the instance. */
  end(): void;
}

/** A host with a `FakeClock`, seeded random numbers, a `FakeLog` and the `inProcessPool`. */
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
