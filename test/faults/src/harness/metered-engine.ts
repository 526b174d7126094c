import type { TestContext } from 'node:test';

import roundRobin from '@laneway/balancer-round-robin';
import direct from '@laneway/connector-direct';
import strict from '@laneway/queue-policy-strict';
import openai from '@laneway/response-processor-openai';
import type { EngineUnderTest, RecordingClient } from '@laneway/core/testing';
import type { ModelServer } from '@laneway/model-server';
import {
  aFacadeConfig,
  aLaneConfig,
  anEndpointConfig,
  aQueueConfig,
  aUse,
  startEngine,
} from '@laneway/core/testing';
import { aModelServer } from '@laneway/model-server';
import { EventRecorder, FakeClock, seededRandom } from '@laneway/testkit';

import { until } from './until.ts';

const names = ['a', 'b', 'c'];
const minuteMs = 60_000;
const stepMs = 250;
const promptBytes = 1_200;

/** One request of the load. */
export interface Sent {
  readonly lane: string;
  readonly sentAtMs: number;
  readonly client: RecordingClient;
}

interface MeteredParts {
  readonly engine: EngineUnderTest;
  readonly backends: readonly ModelServer[];
  readonly recorder: EventRecorder;
}

/** An engine in front of three backends that count tokens as pay-as-you-go deployments do, and throttle beyond their limit. */
export class MeteredEngine {
  readonly backends: readonly ModelServer[];
  readonly recorder: EventRecorder;
  readonly sent: Sent[] = [];
  readonly #t: TestContext;
  readonly #engine: EngineUnderTest;
  readonly #startMs: number;
  readonly #random = seededRandom(7);

  private constructor(t: TestContext, parts: MeteredParts) {
    this.#t = t;
    this.#engine = parts.engine;
    this.backends = parts.backends;
    this.recorder = parts.recorder;
    this.#startMs = parts.engine.clock.nowMs();
  }

  /** `tpm`: the limit of each backend, and its quota in the config. */
  static async start(t: TestContext, tpm: number): Promise<MeteredEngine> {
    const clock = new FakeClock();
    const backends = await Promise.all(
      names.map(() => aModelServer(t, { clock, capacity: { kind: 'payg', tpm } })),
    );
    const recorder = new EventRecorder();
    const engine = await startEngine({
      clock,
      sinks: [recorder],
      plugins: { direct, openai, strict, 'round-robin': roundRobin },
      config: {
        lanes: ['gold', 'bronze'].map((name) => aLaneConfig({ name })),
        queue: aQueueConfig({ policy: aUse('strict'), capacity: 10_000, ttlMs: 60 * minuteMs }),
        endpoints: backends.map(({ url }, index) =>
          anEndpointConfig({
            name: names[index] ?? '',
            url,
            connector: aUse('direct'),
            processors: [aUse('openai')],
            slots: 100,
            quota: { tpm, rpm: undefined },
          }),
        ),
        facades: [aFacadeConfig({ endpoints: names, balancer: aUse('round-robin') })],
      },
    });
    t.after(() => engine.gateway.close());
    return new MeteredEngine(t, { engine, backends, recorder });
  }

  /** Milliseconds since the start. */
  get elapsedMs(): number {
    return this.#engine.clock.nowMs() - this.#startMs;
  }

  get waiting(): number {
    return this.#engine.gateway.state().waiting;
  }

  /** Offers tokens at the given rate in each lane, evenly, for `minutes`; sizes vary. */
  async offer(tpmByLane: Readonly<Record<string, number>>, minutes: number): Promise<void> {
    const lanes = Object.entries(tpmByLane).map(([lane, tpm]) => ({ lane, tpm, due: 0 }));
    const endMs = this.elapsedMs + minutes * minuteMs;
    while (this.elapsedMs < endMs) {
      for (const each of lanes) {
        each.due += (each.tpm * stepMs) / minuteMs;
        while (each.due > 0) each.due -= this.#send(each.lane);
      }
      await this.#step();
    }
  }

  /** Advances the clock until every request has been served. */
  async finish(): Promise<void> {
    while (!this.#t.signal.aborted && this.waiting > 0) await this.#step();
    await this.#settled();
  }

  /** Tokens of the answers that backends sent from minute `from` on and before minute `to`, both counted from 0. */
  servedTokens(from: number, to: number): number {
    return this.recorder
      .of('exchange-ended')
      .filter(({ atMs }) => this.#isWithin(atMs, from, to))
      .reduce((sum, { usage }) => sum + (usage?.promptTokens ?? 0) + (usage?.completionTokens ?? 0), 0);
  }

  /** Clock times at which the requests of a lane reached a backend for the first time, in the order in which they were sent. */
  startsOf(lane: string): readonly { readonly sentAtMs: number; readonly startedAtMs: number }[] {
    const starts = new Map(
      this.recorder
        .of('attempt-ended')
        .filter(({ number }) => number === 1)
        .map(({ requestId, startedAtMs }) => [requestId, startedAtMs]),
    );
    return this.sent
      .filter((sent) => sent.lane === lane)
      .map(({ sentAtMs, client }) => ({
        sentAtMs,
        startedAtMs: starts.get(client.header('x-request-id') ?? '') ?? Infinity,
      }));
  }

  /** How often backends have throttled from minute `from` on. */
  refusals(from: number): number {
    return this.backends
      .flatMap(({ ledger }) => ledger)
      .filter(({ status, receivedAtMs }) => status === 429 && this.#isWithin(receivedAtMs, from, Infinity))
      .length;
  }

  #isWithin(atMs: number, from: number, to: number): boolean {
    const minute = (atMs - this.#startMs) / minuteMs;
    return minute >= from && minute < to;
  }

  #send(lane: string): number {
    const completion = 100 + Math.floor(this.#random() * 900);
    const body = {
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'x'.repeat(promptBytes) }],
      max_tokens: completion,
    };
    const client = this.#engine.send({
      headers: ['content-type', 'application/json', 'x-priority', lane],
      body: JSON.stringify(body),
    });
    this.sent.push({ lane, sentAtMs: this.#engine.clock.nowMs(), client });
    return promptBytes / 4 + completion;
  }

  async #step(): Promise<void> {
    await this.#settled();
    this.#engine.clock.advance(stepMs);
  }

  // Backends answer without delay but over real sockets, so the clock does not move until they have.
  async #settled(): Promise<void> {
    await until(this.#t, () => this.#engine.gateway.state().running === 0);
  }
}
