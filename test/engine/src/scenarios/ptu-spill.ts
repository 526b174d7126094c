import type { EngineSetup } from '@laneway/core/testing';
import {
  aFacadeConfig,
  aLaneConfig,
  anEndpointConfig,
  aSelectorConfig,
  knownProfiles,
  namedByHeader,
} from '@laneway/core/testing';
import { aProfile } from '@laneway/testkit';

import type { Figures } from './figures.ts';
import { quantile, sum, waitMs } from './figures.ts';
import type { CallRecord } from './scenario-run.ts';
import { ScenarioRun } from './scenario-run.ts';
import { SeededRandom } from '../seeded-random.ts';

const durationMs = 120_000;
/** An answer takes one second on average, so the provisioned deployment serves ten calls a second. */
const ptuSlots = 10;
const perSecond = { gold: 7, silver: 6 };
/** How long silver waits for the provisioned deployment before it may spill. */
const silverAfterMs = 2_000;

/** Provisioned capacity under 130 % load, with pay-as-you-go as spill. Which lane is served where, depending on how long gold waits before it spills? */
export async function ptuSpill(seed = 1): Promise<Figures> {
  return {
    'gold spills at once': await runCase(seed, 0),
    'gold waits 500 ms first': await runCase(seed, 500),
  };
}

async function runCase(seed: number, goldAfterMs: number): Promise<Record<string, number>> {
  const run = await provisioned(goldAfterMs);
  let spilledWithRoom = 0;
  run.onStart = ({ endpoint, lane }) => {
    if (endpoint === 'payg' && lane === 'gold' && run.busy('ptu') < ptuSlots) spilledWithRoom += 1;
  };
  for (const lane of ['gold', 'silver'] as const) {
    const random = new SeededRandom(seed * 1_000 + perSecond[lane]);
    run.stream(
      durationMs,
      () => random.gapMs(perSecond[lane]),
      () => ({ lane, serviceMs: random.between(500, 1_500) }),
    );
  }
  run.advanceTo(durationMs);
  run.finish();
  const busyMs = sum(run.calls.filter(({ endpoint }) => endpoint === 'ptu').map(busyMsOf));
  const of = (lane: string, endpoint: string) =>
    run.calls.filter((call) => call.lane === lane && call.endpoint === endpoint).length;
  const gold = run.calls.filter(({ lane }) => lane === 'gold');
  const silver = run.calls.filter(({ lane }) => lane === 'silver');
  return {
    'PTU busy': busyMs / (ptuSlots * durationMs),
    'gold on PTU': of('gold', 'ptu') / gold.length,
    'gold on PAYG': of('gold', 'payg') / gold.length,
    'silver on PTU': of('silver', 'ptu') / silver.length,
    'silver on PAYG': of('silver', 'payg') / silver.length,
    'gold calls': gold.length,
    'gold not served': gold.filter(({ status }) => status !== 200).length,
    'gold on PAYG while PTU had room': spilledWithRoom,
    '429s that gold saw': run.throttled.filter(({ lane }) => lane === 'gold').length,
    '429s in all': run.throttled.length,
    'gold wait p99 ms': Math.round(quantile(gold.map(waitMs), 0.99)),
    'silver wait p99 ms': Math.round(quantile(silver.map(waitMs), 0.99)),
  };
}

/** How long a call had its slot while calls were still being sent, in milliseconds. */
function busyMsOf({ startedAtMs = durationMs, endedAtMs = durationMs }: CallRecord): number {
  return Math.max(0, Math.min(durationMs, endedAtMs) - startedAtMs);
}

function provisioned(goldAfterMs: number): Promise<ScenarioRun> {
  const [ptu, payg] = ['ptu', 'payg'].map((capacity) => ({ capacity }));
  const route = (afterMs: number) => [
    aSelectorConfig({ labels: { ...ptu } }),
    aSelectorConfig({ labels: { ...payg }, afterMs }),
  ];
  const setup: EngineSetup = {
    config: {
      endpoints: [
        anEndpointConfig({ name: 'ptu', labels: { ...ptu }, slots: ptuSlots }),
        anEndpointConfig({ name: 'payg', labels: { ...payg }, slots: 100 }),
      ],
      facades: [aFacadeConfig({ endpoints: ['ptu', 'payg'] })],
      lanes: [aLaneConfig({ name: 'gold' }), aLaneConfig({ name: 'silver' })],
      tiers: {
        gold: { lane: 'gold', route: route(goldAfterMs) },
        silver: { lane: 'silver', route: route(silverAfterMs) },
      },
      profiles: namedByHeader,
    },
    plugins: {
      profiles: knownProfiles(...['gold', 'silver'].map((tier) => aProfile({ id: tier, tier }))),
    },
  };
  return ScenarioRun.start(setup, { ptu: ptuSlots });
}
