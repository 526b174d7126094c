import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type { LanewayConfig } from '@laneway/config';
import { formatProblems } from '@laneway/config';
import { FakeClock, FakeLog } from '@laneway/testkit';

import { interpretConfig } from '../config/interpret-config.ts';
import { findConfig } from '../config/load-config.ts';
import { LiveConfig } from './live-config.ts';
import { LiveFacades } from './live-facades.ts';

/** A config file of a test, and what is made of it. */
export interface LiveTest {
  readonly live: LiveConfig;
  readonly facades: LiveFacades;
  readonly log: FakeLog;
  readonly clock: FakeClock;
  /** Every config that was served after the first. */
  readonly served: LanewayConfig[];
  readonly folder: string;
  readonly write: (yaml: string, name?: string) => void;
  readonly read: (name: string) => string;
}

/** What a test says of its engine. */
export interface LiveSetup {
  readonly env?: Readonly<Record<string, string>>;
  /** Called for each config before it serves; may refuse it by throwing. */
  readonly onServe?: (config: LanewayConfig) => void | Promise<void>;
  /** Where there is a config already. */
  readonly folder?: string;
}

/** A folder that is gone when the test ends. */
export function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'laneway-live-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A live config of `laneway.yaml` in a folder of its own, whose engine accepts every config. */
export async function aLiveConfig(
  t: TestContext,
  yaml: string | undefined,
  setup: LiveSetup = {},
): Promise<LiveTest> {
  const { env = {}, onServe = () => {}, folder = aFolder(t) } = setup;
  const write = (text: string, name = 'laneway.yaml') => writeFileSync(join(folder, name), text);
  if (yaml !== undefined) write(yaml);
  const search = { file: join(folder, 'laneway.yaml'), env, cwd: folder };
  const reading = await interpretConfig(findConfig(search), search);
  if (!reading.ok) throw new Error(formatProblems(reading.problems));
  const served: LanewayConfig[] = [];
  const [log, clock] = [new FakeLog(), new FakeClock()];
  const live = new LiveConfig(reading, {
    engine: {
      state: () => ({ ...emptyState, generation: served.length + 1 }),
      laneMoves: () => [],
    },
    serve: async (config) => {
      await onServe(config);
      served.push(config);
    },
    clock,
    log,
  });
  t.after(() => live.close());
  const facades = new LiveFacades(live, () => new Date(clock.nowMs()));
  return {
    live,
    facades,
    log,
    clock,
    served,
    folder,
    write,
    read: (name) => readFileSync(join(folder, name), 'utf8'),
  };
}

const emptyState = {
  draining: false,
  exchanges: 0,
  waiting: 0,
  running: 0,
  lanes: [],
  endpoints: [],
  pools: [],
  facades: [],
} as const;
