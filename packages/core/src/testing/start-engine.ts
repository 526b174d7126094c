import type { Balancer, GatewayRequest, QueuePolicy } from '@laneway/contracts';
import { aDialect, aPlugin, aPluginHost, FakeClock } from '@laneway/testkit';

import type { GatewayConfig } from '../config.ts';
import type { GatewayOptions } from '../engine.ts';
import { aGatewayConfig } from './a-gateway-config.ts';
import { RecordingClient } from './recording-client.ts';
import { ScriptedBackend } from './scripted-backend.ts';
import type { OpenGateway } from './start-gateway.ts';
import { startGateway } from './start-gateway.ts';

/** Settings of an engine under test. All have defaults. */
export interface EngineSetup extends Pick<
  GatewayOptions,
  'sinks' | 'responseHeaders' | 'traceSampling' | 'decisions'
> {
  readonly config?: Partial<GatewayConfig>;
  /** More plugins, by the name in the config. */
  readonly plugins?: Readonly<Record<string, unknown>>;
  readonly clock?: FakeClock;
  readonly random?: () => number;
}

/** A request to send. By default a POST of a chat completion without headers and body. */
export interface SentRequest extends Partial<Omit<GatewayRequest, 'body'>> {
  readonly body?: GatewayRequest['body'] | string;
}

/** An engine with a fake clock and a scripted backend. */
export interface EngineUnderTest extends OpenGateway {
  readonly clock: FakeClock;
  readonly backend: ScriptedBackend;
  readonly send: (request?: SentRequest) => RecordingClient;
}

const firstBalancer: Balancer = {
  pick(candidates) {
    const [first] = candidates;
    if (first === undefined) throw new RangeError('There are no candidates.');
    return first;
  },
};
const bestRank: QueuePolicy = { next: () => 0 };

/** Starts an engine. It always has the plugins `scripted` (connector), `first` (balancer), `best-rank` (queue policy) and `plain` (dialect). */
export async function startEngine(setup: EngineSetup = {}): Promise<EngineUnderTest> {
  const clock = setup.clock ?? new FakeClock();
  const backend = new ScriptedBackend();
  const plugins = new Map<string, unknown>([
    ['scripted', aPlugin('connector', () => backend.connector())],
    ['first', aPlugin('balancer', () => firstBalancer)],
    ['best-rank', aPlugin('queue-policy', () => bestRank)],
    ['plain', aPlugin('dialect', () => aDialect())],
    ...Object.entries(setup.plugins ?? {}),
  ]);
  const { sinks, responseHeaders, traceSampling, decisions } = setup;
  const { gateway, parts } = await startGateway(aGatewayConfig(setup.config), {
    resolve: async (use) => plugins.get(use),
    host: aPluginHost({ clock, ...(setup.random === undefined ? {} : { random: setup.random }) }),
    ...(sinks === undefined ? {} : { sinks }),
    ...(responseHeaders === undefined ? {} : { responseHeaders }),
    ...(traceSampling === undefined ? {} : { traceSampling }),
    ...(decisions === undefined ? {} : { decisions }),
  });
  let sent = 0;
  const send = ({ body, ...overrides }: SentRequest = {}) => {
    const client = new RecordingClient();
    sent += 1;
    const request: GatewayRequest = {
      id: `request-${sent}`,
      method: 'POST',
      path: '/v1/chat/completions',
      query: '',
      headers: [],
      body:
        typeof body === 'string'
          ? { kind: 'bytes', bytes: new TextEncoder().encode(body) }
          : (body ?? { kind: 'none' }),
      ...overrides,
    };
    client.handle = gateway.accept(request, client);
    return client;
  };
  return { gateway, parts, clock, backend, send };
}
