import type { TestContext } from 'node:test';

import type { Clock, Log } from '@laneway/contracts';

import type { ListenAddress, Listener, ListenerLimits } from '../listener/listener.ts';
import type { PathAlias } from '../path-alias.ts';
import { startProxy } from '../proxy.ts';
import { FakeEngine } from './fake-engine.test.fixture.ts';
import { RawClient } from './raw-client.test.fixture.ts';

/** What a test may say about its proxy. */
export interface ServingParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly engine?: FakeEngine;
  readonly listen?: Partial<ListenAddress>;
  readonly alias?: PathAlias;
  readonly limits?: Partial<ListenerLimits>;
  /** @default always "made-here" */
  readonly newRequestId?: (() => string) | undefined;
}

/** A proxy listener, its engine, and clients for it. */
export interface Serving {
  readonly proxy: Listener;
  readonly engine: FakeEngine;
  /** Connects a client that is gone when the test ends, and sends `text`. */
  readonly client: (text?: string) => Promise<RawClient>;
}

/** Serves on a free port of this machine until the test ends. */
export async function serving(context: TestContext, parts: ServingParts): Promise<Serving> {
  const { clock, log, engine = new FakeEngine(), listen, alias, limits } = parts;
  const newRequestId = 'newRequestId' in parts ? parts.newRequestId : () => 'made-here';
  const proxy = await startProxy({
    engine,
    alias,
    clock,
    log,
    listen: { host: '127.0.0.1', port: 0, ...listen },
    limits: {
      bodyBytes: 1024,
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
    engine,
    client: async (text) => {
      const client = await RawClient.open(proxy.port, text);
      context.after(() => client.leave());
      return client;
    },
  };
}
