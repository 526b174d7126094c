import type { ModelServer } from '@laneway/model-server';
import { startModelServer } from '@laneway/model-server';

/** The simulated backends of the demo. */
export interface DemoHosts {
  readonly ptu: ModelServer;
  readonly payg: ModelServer;
  close(): Promise<void>;
}

/** Requests that each host takes at once, as the demo's config says. */
export const demoSlots = { ptu: 4, payg: 12 } as const;

// The ledger is for tests; the demo may run for days.
const remember = 10;

/** Starts a provisioned host, small and quick, and one that is paid by use: larger, slower, with a limit on tokens. */
export async function startDemoHosts(): Promise<DemoHosts> {
  const [ptu, payg] = await Promise.all([
    startModelServer({
      name: 'ptu',
      remember,
      completionTokens: 60,
      tokensPerSecond: 45,
      firstTokenMs: (_entry, random) => 150 + 250 * random(),
      capacity: { kind: 'ptu', slots: demoSlots.ptu },
    }),
    startModelServer({
      name: 'payg',
      remember,
      completionTokens: 60,
      tokensPerSecond: 30,
      firstTokenMs: (_entry, random) => 400 + 900 * random(),
      capacity: { kind: 'payg', tpm: 24_000, rpm: 360 },
    }),
  ]);
  return { ptu, payg, close: async () => void (await Promise.all([ptu.close(), payg.close()])) };
}
