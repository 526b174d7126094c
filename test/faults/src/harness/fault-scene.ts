import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';

import type { EndpointConfig } from '@laneway/core';
import type { ModelServer } from '@laneway/model-server';
import { aFacadeConfig, anEndpointConfig, aUse } from '@laneway/core/testing';
import { aModelServer } from '@laneway/model-server';
import { aPlugin, FakeClock } from '@laneway/testkit';

import type { Asked, FaultRow, Trouble, Unfolding } from '../fault-row.ts';
import type { WireAnswer } from './ask.ts';
import { ask } from './ask.ts';
import type { ServedGateway } from './serve-gateway.ts';
import { serveGateway } from './serve-gateway.ts';

/** Quota of the caller of every scene. */
export const callerQuota = { tpm: 60_000, rpm: 600, concurrency: 2 };

const untrusted = {
  key: readFileSync(new URL('../fixtures/untrusted.key.pem', import.meta.url), 'utf8'),
  cert: readFileSync(new URL('../fixtures/untrusted.cert.pem', import.meta.url), 'utf8'),
};

const questions: Readonly<Record<Asked, { readonly path: string; readonly body: object }>> = {
  chat: {
    path: '/openai/deployments/gpt-4o/chat/completions',
    body: { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 16 },
  },
  'chat-stream': {
    path: '/openai/deployments/gpt-4o/chat/completions',
    body: {
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 16,
      stream: true,
      stream_options: { include_usage: true },
    },
  },
  'response-stream': {
    path: '/openai/v1/responses',
    body: { model: 'gpt-4o', input: 'Hello', max_output_tokens: 16, stream: true },
  },
};

/** A gateway in front of two faulty backends, all on one fake clock. */
export class FaultScene implements Unfolding {
  readonly clock: FakeClock;
  readonly a: ModelServer;
  readonly b: ModelServer;
  readonly gateway: ServedGateway;
  readonly #startedAtMs: number;

  private constructor(
    clock: FakeClock,
    backends: readonly [ModelServer, ModelServer],
    gateway: ServedGateway,
  ) {
    this.clock = clock;
    [this.a, this.b] = backends;
    this.gateway = gateway;
    this.#startedAtMs = clock.nowMs();
  }

  static async set(t: TestContext, row: FaultRow, connector: 'direct' | 'apim'): Promise<FaultScene> {
    const clock = new FakeClock(Date.UTC(2026, 10, 21, 8));
    const troubles = [row.a, row.b] as const;
    const backends = await Promise.all([startBackend(t, clock, row.a), startBackend(t, clock, row.b)]);
    const [a, b] = backends;
    const { failover } = aFacadeConfig();
    const gateway = await serveGateway(t, {
      clock,
      config: {
        endpoints: backends.map((backend, index) => endpoint(index, backend, troubles[index], connector)),
        facades: [
          aFacadeConfig({
            endpoints: ['a', 'b'],
            balancer: aUse('round-robin'),
            failover: { ...failover, timeoutMs: 30_000, ...row.failover },
          }),
        ],
        profiles: { source: aUse('caller'), header: 'x-user-id', required: false, refreshMs: 60_000 },
      },
      plugins: {
        caller: aPlugin('profile-source', () => ({
          find: ({ id }) => ({ id, headers: [], quota: callerQuota }),
        })),
      },
    });
    const scene = new FaultScene(clock, backends, gateway);
    if (connector === 'apim')
      await gateway.recorder.until((recorded) => recorded.of('endpoint-probed').length === 2);
    await begin(a, row.a);
    await begin(b, row.b);
    return scene;
  }

  /** Milliseconds by which the test has advanced the clock. */
  get elapsedMs(): number {
    return this.clock.nowMs() - this.#startedAtMs;
  }

  /** Sends a request as the caller. */
  ask(what: Asked): Promise<WireAnswer> {
    return ask(this.gateway.proxy.url, { ...questions[what], headers: { 'x-user-id': 'caller' } });
  }

  async outlast(times: number, ms: number): Promise<void> {
    for (let arrivals = 1; arrivals <= times; arrivals += 1) {
      await this.#until(() => arrivedAt(this.a) + arrivedAt(this.b) >= arrivals);
      this.clock.advance(ms);
    }
  }

  async outlastThrottles(times: number, ms: number): Promise<void> {
    await this.gateway.recorder.until((recorded) => recorded.of('endpoint-throttled').length >= times);
    this.clock.advance(ms);
  }

  async #until(isSo: () => boolean): Promise<void> {
    await Promise.race([this.a.waitFor(isSo), this.b.waitFor(isSo)]);
  }
}

function arrivedAt({ ledger }: ModelServer): number {
  return ledger.filter(({ arrivedAtMs }) => arrivedAtMs !== undefined).length;
}

function startBackend(t: TestContext, clock: FakeClock, trouble: Trouble | undefined): Promise<ModelServer> {
  return aModelServer(t, { clock, ...(trouble?.kind === 'untrusted' && { tls: untrusted }) });
}

function endpoint(
  index: number,
  backend: ModelServer,
  trouble: Trouble | undefined,
  connector: 'direct' | 'apim',
): EndpointConfig {
  const options =
    connector === 'apim' ? { probe: '/status-0123456789abcdef', interval: '1h', timeout: '1h' } : {};
  return anEndpointConfig({
    name: index === 0 ? 'a' : 'b',
    group: index + 1,
    url: trouble?.kind === 'plain' ? backend.url.replace('http:', 'https:') : backend.url,
    connector: aUse(connector, options),
    processors: [aUse('openai')],
    slots: 4,
    quota: { tpm: 60_000, rpm: 600 },
  });
}

async function begin(backend: ModelServer, trouble: Trouble | undefined): Promise<void> {
  if (trouble === undefined || trouble.kind === 'untrusted' || trouble.kind === 'plain') return;
  if (trouble.kind === 'gone') return backend.close();
  const { times, ...fault } = trouble;
  backend.setFault(fault, times === undefined ? {} : { times });
}
