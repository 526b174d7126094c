import { setTimeout as pause } from 'node:timers/promises';

import { demoCallers } from './demo-config.ts';

const [lowestLoad, highestLoad] = [1, 10];

// Concurrent callers per step of load, and the longest pause between two requests of a caller.
const behaviour: Readonly<
  Record<(typeof demoCallers)[number], { readonly callers: number; readonly pauseMs: number }>
> = {
  gold: { callers: 1, pauseMs: 6_000 },
  silver: { callers: 1, pauseMs: 5_000 },
  bronze: { callers: 2, pauseMs: 4_000 },
};

const subjects = [
  'a lane in autumn',
  'a slow ferry',
  'the last train home',
  'rain on tin roofs',
  'an honest clock',
];

/** Callers of every tier that send requests all the time; their number depends on the load. */
export class DemoTraffic {
  readonly #url: string;
  readonly #stopped = new AbortController();
  #load: number;

  /** `url`: of the proxy; `load`: 1 to 10. Each caller begins within its first pause. */
  constructor(url: string, load: number) {
    this.#url = url;
    this.#load = load;
    for (const tier of demoCallers) {
      const callers = behaviour[tier].callers * highestLoad;
      for (let number = 0; number < callers; number += 1) void this.#call(tier, number);
    }
  }

  get load(): number {
    return this.#load;
  }

  /** Changes the load by some steps, within its range. */
  changeLoad(steps: number): void {
    this.#load = Math.min(highestLoad, Math.max(lowestLoad, this.#load + steps));
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #call(tier: (typeof demoCallers)[number], number: number): Promise<void> {
    const { signal } = this.#stopped;
    const { callers, pauseMs } = behaviour[tier];
    while (!signal.aborted) {
      // A caller above the load only waits.
      await pause(pauseMs * Math.random(), undefined, { signal }).catch(() => {});
      if (number < callers * this.#load) await ask(this.#url, tier, signal).catch(() => {});
    }
  }
}

/** Sends one streaming request and reads the whole answer. */
async function ask(url: string, tier: string, signal: AbortSignal): Promise<void> {
  const subject = subjects[Math.floor(Math.random() * subjects.length)];
  const response = await fetch(`${url}/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user-id': tier },
    body: JSON.stringify({
      model: 'gpt-4o',
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: `A poem about ${subject}, please.` }],
    }),
    signal,
  });
  await response.bytes();
}
