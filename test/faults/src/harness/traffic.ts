import type { EndpointConfig } from '@laneway/core';
import type { EngineUnderTest, RecordingClient, ScriptedAttempt } from '@laneway/core/testing';
import { aFacadeConfig, anEndpointConfig, aUse, startEngine } from '@laneway/core/testing';
import { seededRandom } from '@laneway/testkit';

import { defaultPlugins } from './default-plugins.ts';

const everyMs = 10;

/** How a backend answers an attempt that arrived `atMs` after the start. */
export type Manner = (attempt: ScriptedAttempt, atMs: number) => void;

/** A steady load on an engine whose backends `a`, `b` and `c` behave as the test says. */
export class Traffic {
  readonly engine: EngineUnderTest;
  readonly clients: RecordingClient[] = [];
  readonly #startMs: number;

  private constructor(engine: EngineUnderTest) {
    this.engine = engine;
    this.#startMs = engine.clock.nowMs();
  }

  /** `endpoints`: settings that differ from the default, in order. */
  static async start(balancer: string, endpoints: readonly Partial<EndpointConfig>[]): Promise<Traffic> {
    const names = endpoints.map((_, index) => 'abc'[index] ?? '');
    const { failover } = aFacadeConfig();
    const engine = await startEngine({
      random: seededRandom(5),
      plugins: Object.fromEntries(defaultPlugins),
      config: {
        endpoints: endpoints.map((special, index) =>
          anEndpointConfig({ name: names[index] ?? '', slots: 200, ...special }),
        ),
        facades: [
          aFacadeConfig({
            endpoints: names,
            balancer: aUse(balancer),
            failover: { ...failover, budget: 1, breaker: { failures: 3, windowMs: 10_000, openMs: 1_000 } },
          }),
        ],
      },
    });
    return new Traffic(engine);
  }

  /** Sends a request every ten milliseconds for `durationMs` milliseconds. Returns the endpoints of all attempts, in order. */
  flow(durationMs: number, manners: Readonly<Record<string, Manner>>): string {
    const { backend, clock, send } = this.engine;
    const before = backend.attempts.length;
    backend.onAttempt = (attempt) => manners[attempt.endpoint]?.(attempt, clock.nowMs() - this.#startMs);
    for (let sentMs = 0; sentMs < durationMs; sentMs += everyMs) {
      this.clients.push(send());
      clock.advance(everyMs);
    }
    return backend.attempts
      .slice(before)
      .map(({ endpoint }) => endpoint)
      .join('');
  }

  /** Whether every request has had a good answer, after all have ended. */
  allServed(): boolean {
    this.engine.clock.advance(10_000);
    return this.clients.every(({ status, ended }) => status === 200 && ended);
  }

  /** Answers after `ms` milliseconds. */
  takes(ms: number): Manner {
    return (attempt) => void this.engine.clock.setTimer(ms, () => attempt.answer());
  }

  /** Asks for a pause of `ms` milliseconds. */
  pauses(ms: number): Manner {
    return (attempt) => void this.engine.clock.setTimer(1, () => attempt.throttle(ms));
  }

  /** Works for two seconds, breaks every connection for the next two, and so on. */
  flaps(well: Manner): Manner {
    return (attempt, atMs) => {
      if (atMs % 4_000 < 2_000) well(attempt, atMs);
      else this.engine.clock.setTimer(1, () => attempt.fail());
    };
  }
}

/** How often `a`, `b` and `c` occur in the result of `flow`. */
export function shares(flow: string): [a: number, b: number, c: number] {
  const [a = 0, b = 0, c = 0] = ['a', 'b', 'c'].map((name) => flow.split(name).length - 1);
  return [a, b, c];
}
