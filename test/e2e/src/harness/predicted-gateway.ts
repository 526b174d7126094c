import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import type { EngineUnderTest, RecordingClient } from '@laneway/core/testing';
import { aUse, startEngine } from '@laneway/core/testing';
import { findPlugin, interpretConfig } from 'laneway';

import { chatBody, chatPath } from './chat-request.ts';
import type { Fate, SteppedGateway, Whereabouts } from './order-scene.ts';
import { endpointNames } from './order-scene.ts';

/** The expected behaviour: the engine under a fake clock, in front of backends that answer when the test says so. */
export class PredictedGateway implements SteppedGateway {
  readonly fates: Fate[] = [];
  readonly #engine: EngineUnderTest;
  readonly #clients = new Map<string, RecordingClient>();

  private constructor(engine: EngineUnderTest) {
    this.#engine = engine;
  }

  /** Reads the same config as the real gateway; only the connectors differ. */
  static async start(t: TestContext, text: string, cwd: string): Promise<PredictedGateway> {
    const reading = await interpretConfig({ path: 'laneway.yaml', text }, { env: {}, cwd });
    assert(reading.ok);
    const { gateway } = reading.config;
    const endpoints = gateway.endpoints.map((endpoint) => ({ ...endpoint, connector: aUse('scripted') }));
    const plugin = (kind: 'balancer' | 'dialect' | 'queue-policy' | 'profile-source', use: string) =>
      findPlugin({ kind, use, path: kind }, {}, cwd);
    const engine = await startEngine({
      config: { ...gateway, endpoints },
      plugins: {
        'round-robin': await plugin('balancer', 'round-robin'),
        strict: await plugin('queue-policy', 'strict'),
        file: await plugin('profile-source', 'file'),
        openai: await plugin('dialect', 'openai'),
      },
    });
    const predicted = new PredictedGateway(engine);
    t.after(() => predicted.#close());
    return predicted;
  }

  /** Names of the requests in the gateway, and of those at a backend. */
  get present(): { readonly all: readonly string[]; readonly served: readonly string[] } {
    const served = this.#engine.backend.open().map(nameOf);
    return { all: [...this.#clients.keys()], served };
  }

  async arrive(name: string, caller: string): Promise<void> {
    const body = JSON.stringify(chatBody(name));
    const client = this.#engine.send({ path: chatPath, headers: ['x-user-id', caller], body });
    this.#clients.set(name, client);
    client.onOver = () => this.#noteEnd(name, client);
  }

  async leave(name: string): Promise<void> {
    const client = this.#clients.get(name);
    assert(client !== undefined);
    client.cancel();
    this.#noteEnd(name, undefined);
  }

  async answer(name: string, status: number): Promise<void> {
    const attempt = this.#engine.backend.open().find((open) => nameOf(open) === name);
    assert(attempt !== undefined);
    attempt.answer(status);
  }

  async whereabouts(): Promise<Whereabouts> {
    const { lanes } = this.#engine.gateway.state();
    const at = endpointNames.map((name) => [name, this.#engine.backend.open(name).map(nameOf).sort()]);
    return {
      waiting: Object.fromEntries(lanes.map((lane) => [lane.name, lane.depth])),
      at: Object.fromEntries(at) as Whereabouts['at'],
    };
  }

  // Plugins are closed when no generation needs them any more.
  async #close(): Promise<void> {
    for (const client of this.#clients.values()) client.cancel();
    await this.#engine.gateway.close();
  }

  #noteEnd(name: string, client: RecordingClient | undefined): void {
    this.#clients.delete(name);
    const of = (header: string) => client?.header(`x-laneway-${header}`);
    this.fates.push({
      name,
      status: client?.status,
      lane: of('lane'),
      endpoint: of('endpoint'),
      attempts: of('attempts'),
      spill: of('spill'),
    });
  }
}

function nameOf({ request }: EngineUnderTest['backend']['attempts'][number]): string {
  assert(request.body.kind === 'bytes');
  return (JSON.parse(Buffer.from(request.body.bytes).toString()) as { user: string }).user;
}
