import type { ModelServer } from '@laneway/model-server';
import { startModelServer } from '@laneway/model-server';

/** The simulated backends of the demo. */
export interface DemoHosts {
  readonly ptu: ModelServer;
  readonly payg: ModelServer;
  close(): Promise<void>;
}

/** Slots of each host; the demo's config uses them too. */
export const demoSlots = { ptu: 4, payg: 12 } as const;

// Requests that the server remembers: few, because the demo may run for days.
const remember = 10;

/** Starts a small, fast host with provisioned throughput, and a larger, slower pay-as-you-go host with a token limit. */
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
