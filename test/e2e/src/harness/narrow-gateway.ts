import type { TestContext } from 'node:test';

import type { ModelServer } from '@laneway/model-server';
import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './chat-request.ts';
import type { ServedGateway } from './served-gateway.ts';
import { serve } from './served-gateway.ts';

/** A gateway with lanes gold, silver and bronze in front of a backend with one slot, which holds requests until the test releases them. */
export class NarrowGateway {
  readonly gateway: ServedGateway;
  readonly backend: ModelServer;
  /** Serves the model `other`, without holding requests. */
  readonly other: ModelServer;
  /** Answers to all requests, in the order in which those were sent. */
  readonly answers: Promise<Response>[] = [];

  private constructor(gateway: ServedGateway, backend: ModelServer, other: ModelServer) {
    this.gateway = gateway;
    this.backend = backend;
    this.other = other;
  }

  static async start(t: TestContext): Promise<NarrowGateway> {
    const backend = await aModelServer(t, { hold: true });
    const other = await aModelServer(t);
    const lanes = ['gold', 'silver', 'bronze'];
    const gateway = await serve(t, {
      config: {
        lanes: lanes.map((name) => ({ name })),
        priority: { keys: Object.fromEntries(lanes.map((name) => [name, name])) },
        endpoints: { narrow: { url: backend.url, slots: 1 }, other: { url: other.url } },
        facades: {
          other: { match: { models: ['other'] }, endpoints: ['other'] },
          chat: { endpoints: ['narrow'] },
        },
      },
    });
    return new NarrowGateway(gateway, backend, other);
  }

  /** Sends a request that gets the slot. Resolves when the backend holds it. */
  async occupy(user: string): Promise<void> {
    this.#send('bronze', user);
    await this.backend.holding(1);
  }

  /** Sends a request while the slot is taken. Resolves when it waits in its lane. */
  async enqueue(lane: string, user: string, signal?: AbortSignal): Promise<void> {
    const before = await this.gateway.state();
    this.#send(lane, user, signal);
    await this.gateway.stateThat(({ waiting }) => waiting > before.waiting);
  }

  /** Lets the backend answer one request after the other. Resolves with the answers. */
  async serveAll(): Promise<readonly Response[]> {
    for (let number = 1; number <= this.answers.length; number += 1) {
      await this.backend.holding(1);
      this.backend.release();
      await this.backend.ended(number);
    }
    return Promise.all(this.answers);
  }

  /** Names of the callers, in the order in which the backend got their requests. */
  get served(): readonly unknown[] {
    return this.backend.ledger.map(({ json }) => json['user']);
  }

  #send(lane: string, user: string, signal?: AbortSignal): void {
    const headers = { 'x-priority': lane };
    const url = `${this.gateway.proxyUrl}${chatPath}`;
    this.answers.push(postJson(url, chatBody(user), { headers, ...(signal !== undefined && { signal }) }));
  }
}
