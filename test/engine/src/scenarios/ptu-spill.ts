import type { EngineSetup } from '@laneway/core/testing';
import { aFacadeConfig, aLaneConfig, anEndpointConfig, aSelectorConfig } from '@laneway/core/testing';
import { aProfile } from '@laneway/testkit';

import { knownProfiles, namedByHeader } from '@laneway/core/testing';
import { Chances } from './chances.ts';
import type { Figures } from './figures.ts';
import { quantile, sum, waitMs } from './figures.ts';
import type { Passage } from './rehearsal.ts';
import { Rehearsal } from './rehearsal.ts';

const durationMs = 120_000;
/** An answer takes a second on average: ten calls a second are what the provisioned deployment can do. */
const ptuSlots = 10;
const perSecond = { gold: 7, silver: 6 };
/** What silver waits for the provisioned deployment before it may spill. */
const silverAfterMs = 2_000;

/** Provisioned capacity at 130 % of what it can do, with pay-as-you-go behind: who is served where, by how long gold waits before it spills. */
export async function ptuSpill(seed = 1): Promise<Figures> {
  return {
    'gold spills at once': await play(seed, 0),
    'gold waits 500 ms first': await play(seed, 500),
  };
}

async function play(seed: number, goldAfterMs: number): Promise<Record<string, number>> {
  const rehearsal = await provisioned(goldAfterMs);
  let spilledWithRoom = 0;
  rehearsal.onStart = ({ endpoint, lane }) => {
    if (endpoint === 'payg' && lane === 'gold' && rehearsal.busy('ptu') < ptuSlots) spilledWithRoom += 1;
  };
  for (const lane of ['gold', 'silver'] as const) {
    const chances = new Chances(seed * 1_000 + perSecond[lane]);
    rehearsal.stream(
      durationMs,
      () => chances.gapMs(perSecond[lane]),
      () => ({ lane, serviceMs: chances.between(500, 1_500) }),
    );
  }
  rehearsal.run(durationMs);
  rehearsal.finish();
  const busyMs = sum(rehearsal.passages.filter(({ endpoint }) => endpoint === 'ptu').map(msOfLoad));
  const of = (lane: string, endpoint: string) =>
    rehearsal.passages.filter((passage) => passage.lane === lane && passage.endpoint === endpoint).length;
  const gold = rehearsal.passages.filter(({ lane }) => lane === 'gold');
  const silver = rehearsal.passages.filter(({ lane }) => lane === 'silver');
  return {
    'PTU busy': busyMs / (ptuSlots * durationMs),
    'gold on PTU': of('gold', 'ptu') / gold.length,
    'gold on PAYG': of('gold', 'payg') / gold.length,
    'silver on PTU': of('silver', 'ptu') / silver.length,
    'silver on PAYG': of('silver', 'payg') / silver.length,
    'gold calls': gold.length,
    'gold not served': gold.filter(({ status }) => status !== 200).length,
    'gold on PAYG while PTU had room': spilledWithRoom,
    '429s that gold saw': rehearsal.throttled.filter(({ lane }) => lane === 'gold').length,
    '429s in all': rehearsal.throttled.length,
    'gold wait p99 ms': Math.round(quantile(gold.map(waitMs), 0.99)),
    'silver wait p99 ms': Math.round(quantile(silver.map(waitMs), 0.99)),
  };
}

/** How long a call had its slot while the load lasted. */
function msOfLoad({ startedAtMs = durationMs, endedAtMs = durationMs }: Passage): number {
  return Math.max(0, Math.min(durationMs, endedAtMs) - startedAtMs);
}

function provisioned(goldAfterMs: number): Promise<Rehearsal> {
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
  return Rehearsal.start(setup, { ptu: ptuSlots });
}
