import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import type { StateSnapshot } from '@laneway/core';
import type { ModelServer } from '@laneway/model-server';
import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './chat-request.ts';
import type { Fate, SteppedGateway, Whereabouts } from './order-scene.ts';
import { endpointNames, writeScene } from './order-scene.ts';
import type { ServedGateway } from './served-gateway.ts';
import { serve } from './served-gateway.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The real gateway: a process of its own in front of servers that hold every request until the test releases it. */
export class LiveGateway implements SteppedGateway {
  readonly fates: Fate[] = [];
  /** Its config, and the path of that. */
  readonly text: string;
  readonly folder: string;
  readonly #gateway: ServedGateway;
  readonly #servers: ReadonlyMap<string, ModelServer>;
  readonly #clients = new Map<string, AbortController>();
  #arrived = 0;

  private constructor(
    place: { readonly text: string; readonly folder: string },
    gateway: ServedGateway,
    servers: ReadonlyMap<string, ModelServer>,
  ) {
    this.text = place.text;
    this.folder = place.folder;
    this.#gateway = gateway;
    this.#servers = servers;
  }

  static async start(t: TestContext): Promise<LiveGateway> {
    const folder = temporaryFolder(t);
    const servers = new Map<string, ModelServer>();
    for (const name of endpointNames) servers.set(name, await aModelServer(t, { hold: true }));
    const urls = Object.fromEntries(Array.from(servers, ([name, { url }]) => [name, url]));
    const text = writeScene(folder, urls);
    return new LiveGateway({ text, folder }, await serve(t, { folder }), servers);
  }

  async arrive(name: string, caller: string): Promise<void> {
    const leaving = new AbortController();
    this.#clients.set(name, leaving);
    this.#arrived += 1;
    void this.#send(name, caller, leaving.signal);
    await this.#rest();
  }

  async leave(name: string): Promise<void> {
    this.#clients.get(name)?.abort();
    await this.#rest();
  }

  async answer(name: string, status: number): Promise<void> {
    const held = [...this.#servers.values()].flatMap((server) => server.held);
    const request = held.find(({ entry }) => entry.json['user'] === name);
    assert(request !== undefined, `${name} is not at a backend`);
    request.respond(status === 200 ? undefined : { kind: 'status', status });
    await this.#rest();
  }

  async whereabouts(): Promise<Whereabouts> {
    const { lanes } = await this.#rest();
    const at = Array.from(this.#servers, ([name, { held }]) => [
      name,
      held.map(({ entry }) => String(entry.json['user'])).toSorted((a, b) => (a < b ? -1 : 1)),
    ]);
    return {
      waiting: Object.fromEntries(lanes.map(({ name, depth }) => [name, depth])),
      at: Object.fromEntries(at) as Whereabouts['at'],
    };
  }

  async #send(name: string, caller: string, signal: AbortSignal): Promise<void> {
    const url = `${this.#gateway.proxyUrl}${chatPath}`;
    try {
      const response = await postJson(url, chatBody(name), { headers: { 'x-user-id': caller }, signal });
      await response.arrayBuffer();
      this.#noteEnd(name, response);
    } catch {
      this.#noteEnd(name, undefined);
    }
  }

  #noteEnd(name: string, response: Response | undefined): void {
    this.#clients.delete(name);
    const of = (header: string) => response?.headers.get(`x-laneway-${header}`) ?? undefined;
    this.fates.push({
      name,
      status: response?.status,
      lane: of('lane'),
      endpoint: of('endpoint'),
      attempts: of('attempts'),
      spill: of('spill'),
    });
  }

  /** Resolves when nothing is in transit between clients, gateway and backends. */
  #rest(): Promise<StateSnapshot> {
    return this.#gateway.stateThat(
      ({ exchanges, endpoints }) =>
        this.fates.length === this.#arrived - exchanges &&
        endpoints.every(({ name, inFlight, attemptsTotal }) => {
          const server = this.#servers.get(name);
          return server?.held.length === inFlight && server.ledger.length === attemptsTotal;
        }),
    );
  }
}
