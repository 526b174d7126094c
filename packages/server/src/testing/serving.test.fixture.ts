import type { TestContext } from 'node:test';

import type { Clock, Log } from '@laneway/contracts';

import type { ListenAddress, Listener, ListenerLimits } from '../listener/listener.ts';
import type { PathAlias } from '../path-alias.ts';
import { startProxy } from '../proxy.ts';
import { FakeGateway } from './fake-gateway.test.fixture.ts';
import { RawClient } from './raw-client.test.fixture.ts';

/** Options of the proxy under test. */
export interface ServingOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly gateway?: FakeGateway;
  readonly listen?: Partial<ListenAddress>;
  readonly alias?: PathAlias;
  readonly limits?: Partial<ListenerLimits>;
  /** @default always "made-here" */
  readonly newRequestId?: (() => string) | undefined;
}

/** A proxy listener, its gateway, and clients for it. */
export interface Serving {
  readonly proxy: Listener;
  readonly gateway: FakeGateway;
  /** Connects a client until the test ends, and sends `text`. */
  readonly client: (text?: string) => Promise<RawClient>;
}

/** Starts a proxy listener on a free loopback port until the test ends. */
export async function serving(context: TestContext, parts: ServingOptions): Promise<Serving> {
  const { clock, log, gateway = new FakeGateway(), listen, alias, limits } = parts;
  const newRequestId = 'newRequestId' in parts ? parts.newRequestId : () => 'made-here';
  const proxy = await startProxy({
    gateway,
    alias,
    clock,
    log,
    listen: { host: '127.0.0.1', port: 0, ...listen },
    limits: {
      bodyBytes: 1024,
      bufferedBytes: 1024 * 1024 * 1024,
      connections: 10_000,
      headersBytes: 8192,
      headersTimeoutMs: 15_000,
      bodyTimeoutMs: 60_000,
      ...limits,
    },
    newRequestId,
  });
  context.after(() => proxy.close());
  return {
    proxy,
    gateway,
    client: async (text) => {
      const client = await RawClient.open(proxy.port, text);
      context.after(() => client.leave());
      return client;
    },
  };
}
