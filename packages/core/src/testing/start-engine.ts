import type { Balancer, GatewayRequest, QueuePolicy } from '@laneway/contracts';
import { aPlugin, aPluginHost, FakeClock } from '@laneway/testkit';

import type { GatewayConfig } from '../config.ts';
import type { GatewayOptions } from '../engine.ts';
import { aGatewayConfig } from './a-gateway-config.ts';
import { RecordingClient } from './recording-client.ts';
import { ScriptedBackend } from './scripted-backend.ts';
import type { OpenGateway } from './start-gateway.ts';
import { startGateway } from './start-gateway.ts';

/** What an engine under test may be given. */
export interface EngineSetup extends Pick<
  GatewayOptions,
  'sinks' | 'responseHeaders' | 'traceSampling' | 'decisions'
> {
  readonly config?: Partial<GatewayConfig>;
  /** Further plugins, by the name that the config uses for them. */
  readonly plugins?: Readonly<Record<string, unknown>>;
  readonly clock?: FakeClock;
  readonly random?: () => number;
}

/** A request to send; what is left out is a small chat completion. */
export interface SentRequest extends Partial<Omit<GatewayRequest, 'body'>> {
  readonly body?: GatewayRequest['body'] | string;
}

/** An engine under a fake clock, in front of a scripted backend. */
export interface EngineUnderTest extends OpenGateway {
  readonly clock: FakeClock;
  readonly backend: ScriptedBackend;
  readonly send: (request?: SentRequest) => RecordingClient;
}

const firstBalancer: Balancer = {
  pick(candidates) {
    const [first] = candidates;
    if (first === undefined) throw new RangeError('candidates are never empty');
    return first;
  },
};
const bestRank: QueuePolicy = { next: () => 0 };

/** Starts an engine. Plugins `scripted`, `first` and `best-rank` are there besides those given. */
export async function startEngine(setup: EngineSetup = {}): Promise<EngineUnderTest> {
  const clock = setup.clock ?? new FakeClock();
  const backend = new ScriptedBackend();
  const plugins = new Map<string, unknown>([
    ['scripted', aPlugin('connector', () => backend.connector())],
    ['first', aPlugin('balancer', () => firstBalancer)],
    ['best-rank', aPlugin('queue-policy', () => bestRank)],
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
