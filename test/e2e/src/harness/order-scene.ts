import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Endpoints of the scene, in the order of its config. */
export const endpointNames = ['ptu', 'payg'] as const;

/** The callers: two profiles of each tier. */
export const callers = ['gold', 'silver', 'bronze'].flatMap((tier) => [`${tier}-1`, `${tier}-2`]);

/** Where every request is, at a moment when nothing is in transit. */
export interface Whereabouts {
  readonly waiting: Readonly<Record<string, number>>;
  /** Names of the requests at each endpoint, sorted. */
  readonly at: Readonly<Record<string, readonly unknown[]>>;
}

/** How a request ended, as its client sees it. */
export interface Fate {
  readonly name: string;
  /** `undefined` if the client left. */
  readonly status: number | undefined;
  readonly lane: string | undefined;
  readonly endpoint: string | undefined;
  readonly attempts: string | undefined;
  readonly spill: string | undefined;
}

/** A gateway, real or predicted, whose clients and backends act step by step. Each step resolves when nothing is in transit any more. */
export interface SteppedGateway {
  arrive(name: string, caller: string): Promise<void>;
  leave(name: string): Promise<void>;
  answer(name: string, status: number): Promise<void>;
  whereabouts(): Promise<Whereabouts>;
  /** In the order in which the requests ended. */
  readonly fates: readonly Fate[];
}

/** Writes the config and the profiles of the scene into a folder. Nothing in it depends on time. Returns its text. */
export function writeScene(folder: string, urls: Readonly<Record<string, string>>): string {
  const profiles = join(folder, 'profiles.json');
  writeFileSync(profiles, JSON.stringify(callers.map(profileOf)));
  const config = sceneConfig(urls, profiles);
  const text = JSON.stringify(config);
  writeFileSync(join(folder, 'laneway.yaml'), text);
  return text;
}

function profileOf(caller: string): object {
  const [tier] = caller.split('-');
  return { userId: caller, tier };
}

function sceneConfig(urls: Readonly<Record<string, string>>, profiles: string): object {
  const [ptu, payg] = endpointNames.map((name) => ({ url: urls[name], labels: { capacity: name } }));
  return {
    listen: { port: 0 },
    admin: { port: 0 },
    lanes: [{ name: 'gold', reserve: '25%' }, { name: 'silver' }, { name: 'bronze' }],
    queue: { fairness: 'requests' },
    profiles: { use: 'file', options: { path: profiles } },
    tiers: {
      gold: { lane: 'gold', route: [{ capacity: 'ptu' }, { capacity: 'payg' }] },
      silver: { lane: 'silver', route: [{ capacity: 'payg' }, { capacity: 'ptu', idle: '50%' }] },
      bronze: { lane: 'bronze', route: [{ capacity: 'payg' }] },
    },
    endpoints: { ptu: { ...ptu, slots: 4 }, payg: { ...payg, slots: 2 } },
    facades: {
      chat: {
        endpoints: endpointNames,
        failover: { attempts: 3, budget: '100%', breaker: { consecutive: 1000, samples: 1000000 } },
      },
    },
  };
}
